/** Ceph in memory: what tests use in place of a cluster. It passes the same contract suite as the real one. */
@NullMarked
package io.spirula.rbd.memory;

import org.jspecify.annotations.NullMarked;
