/** Ceph through librados and librbd: handles that close in order, once, and never under a call. */
@NullMarked
package io.spirula.rbd.nativeceph;

import org.jspecify.annotations.NullMarked;
