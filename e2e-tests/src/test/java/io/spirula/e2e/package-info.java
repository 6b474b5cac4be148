/** Whole-system scenarios on real Ceph clusters, Kafka, PostgreSQL and the four services as processes. */
@NullMarked
package io.spirula.e2e;

import org.jspecify.annotations.NullMarked;
