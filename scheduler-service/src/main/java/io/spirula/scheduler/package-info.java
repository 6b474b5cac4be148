/** Policies, runs, fleet view, the public API. */
@NullMarked
package io.spirula.scheduler;

import org.jspecify.annotations.NullMarked;
