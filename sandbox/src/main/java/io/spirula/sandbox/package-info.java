/** Throw-away Ceph clusters, Kafka and PostgreSQL. */
@NullMarked
package io.spirula.sandbox;

import org.jspecify.annotations.NullMarked;
