package io.spirula.rbd.jna;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;

/** Event descriptors of libc. */
public final class LibC {

    public static final int EFD_NONBLOCK = 0x800;
    public static final int EFD_CLOEXEC = 0x80000;
    public static final short POLLIN = 1;

    private LibC() {}

    static {
        Native.register(LibC.class, "libc.so.6");
    }

    public static native int eventfd(int initial, int flags) throws LastErrorException;

    public static native int poll(Memory descriptors, long count, int timeoutMillis) throws LastErrorException;

    public static native long read(int fd, Memory buffer, long length) throws LastErrorException;

    public static native int close(int fd) throws LastErrorException;
}
