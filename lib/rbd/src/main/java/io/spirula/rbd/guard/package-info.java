/** Protection of one cluster's callers from a sick cluster, and of the cluster from its callers. */
@NullMarked
package io.spirula.rbd.guard;

import org.jspecify.annotations.NullMarked;
