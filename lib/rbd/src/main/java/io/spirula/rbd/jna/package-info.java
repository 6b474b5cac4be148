/** The few functions of librbd, librados and libc that this library calls, as they are in C. */
@NullMarked
package io.spirula.rbd.jna;

import org.jspecify.annotations.NullMarked;
