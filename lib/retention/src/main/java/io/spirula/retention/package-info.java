/** Decides which points stay on one place and says why: pure, so the same planner serves source, replica and archive. */
@NullMarked
package io.spirula.retention;

import org.jspecify.annotations.NullMarked;
