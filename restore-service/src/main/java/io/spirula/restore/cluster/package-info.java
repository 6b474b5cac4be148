/** The configured Ceph clusters, their guards and their health. */
@NullMarked
package io.spirula.restore.cluster;

import org.jspecify.annotations.NullMarked;
