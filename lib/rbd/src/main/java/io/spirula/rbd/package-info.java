/** Ceph RBD access. */
@NullMarked
package io.spirula.rbd;

import org.jspecify.annotations.NullMarked;
