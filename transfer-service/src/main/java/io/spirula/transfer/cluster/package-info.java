/** The Ceph clusters of this installation and connections to them. */
@NullMarked
package io.spirula.transfer.cluster;

import org.jspecify.annotations.NullMarked;
