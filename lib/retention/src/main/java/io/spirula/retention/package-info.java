/** The retention planner. */
@NullMarked
package io.spirula.retention;

import org.jspecify.annotations.NullMarked;
