/** What Kafka holds for Spirula, and how far who reads it is behind: for operators and for monitoring. */
@NullMarked
package io.spirula.scheduler.kafka;

import org.jspecify.annotations.NullMarked;
