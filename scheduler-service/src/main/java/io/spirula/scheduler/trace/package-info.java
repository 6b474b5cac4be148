/** Traces that begin outside: what a request leads to is part of the trace that it names. */
@NullMarked
package io.spirula.scheduler.trace;

import org.jspecify.annotations.NullMarked;
