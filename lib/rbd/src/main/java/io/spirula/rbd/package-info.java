/**
 * Access to Ceph RBD by ids: clusters, pools, images, snapshots, differences, locks and asynchronous I/O, free of any
 * native type.
 */
@NullMarked
package io.spirula.rbd;

import org.jspecify.annotations.NullMarked;
