package io.spirula.rbd.jna;

import com.sun.jna.NativeLibrary;
import java.util.Optional;

/** What librados and librbd share. No header promises it, so it may be missing. */
public final class LibCephCommon {

    private static final String VERSION = "_Z19ceph_version_to_strv";

    private LibCephCommon() {}

    /** The release that the libraries were built from, such as {@code 16.2.15}. */
    public static Optional<String> version() {
        try {
            // found in what librbd was linked with
            return Optional.of(CText.at(NativeLibrary.getInstance("librbd.so.1")
                    .getFunction(VERSION)
                    .invokePointer(new Object[0])));
        } catch (UnsatisfiedLinkError e) {
            return Optional.empty();
        }
    }
}
