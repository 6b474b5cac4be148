package io.spirula.rbd.memory;

import io.spirula.rbd.ImageHeader;
import java.util.OptionalLong;

/** The header of an image in memory, alone in its placement group. */
final class MemoryHeader implements ImageHeader {

    private final MemoryImage image;

    MemoryHeader(MemoryImage image) {
        this.image = image;
    }

    @Override
    public long version() {
        return image.guarded("ask for the header's version", () -> image.state().headerVersion);
    }

    @Override
    public OptionalLong touchIf(long version) {
        return image.guarded("touch the header", () -> {
            ImageState state = image.state();
            return state.headerVersion == version ? OptionalLong.of(++state.headerVersion) : OptionalLong.empty();
        });
    }
}
