/** {@code bin/bench}: what Spirula and Ceph's own tools take for the same work on the same machine. */
@NullMarked
package io.spirula.bench;

import org.jspecify.annotations.NullMarked;
