/** Refusals with stable codes, and how they look over HTTP. */
@NullMarked
package io.spirula.scheduler.problem;

import org.jspecify.annotations.NullMarked;
