/** Runs: from request to exactly one terminal event. */
@NullMarked
package io.spirula.scheduler.run;

import org.jspecify.annotations.NullMarked;
