/** Questions that other services answer: what would be moved, what would be kept. */
@NullMarked
package io.spirula.scheduler.plan;

import org.jspecify.annotations.NullMarked;
