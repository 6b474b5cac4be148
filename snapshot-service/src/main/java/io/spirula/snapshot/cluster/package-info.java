/** The configured Ceph clusters: connections, their guards and their health. */
@NullMarked
package io.spirula.snapshot.cluster;

import org.jspecify.annotations.NullMarked;
