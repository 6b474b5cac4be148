package io.spirula.rbd.nativeceph;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRbd;
import java.util.function.Supplier;

/** {@code rbd_image_options_t}, freed on close. */
final class ImageOptions implements AutoCloseable {

    private final Pointer options;
    private final String operation;
    private final Supplier<String> object;

    ImageOptions(String operation, Supplier<String> object) {
        var reference = new PointerByReference();
        LibRbd.rbd_image_options_create(reference);
        this.options = reference.getValue();
        this.operation = operation;
        this.object = object;
    }

    void set(int option, long value) {
        Call.check(LibRbd.rbd_image_options_set_uint64(options, option, value), operation, object);
    }

    void set(int option, String value) {
        Call.check(LibRbd.rbd_image_options_set_string(options, option, CText.of(value)), operation, object);
    }

    Pointer pointer() {
        return options;
    }

    @Override
    public void close() {
        LibRbd.rbd_image_options_destroy(options);
    }
}
