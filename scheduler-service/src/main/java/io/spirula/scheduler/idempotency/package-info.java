/** Commands that are sent twice are done once. */
@NullMarked
package io.spirula.scheduler.idempotency;

import org.jspecify.annotations.NullMarked;
