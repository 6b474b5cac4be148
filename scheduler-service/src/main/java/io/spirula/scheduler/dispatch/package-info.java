/** Starts runs: when they are due, and when somebody asks. */
@NullMarked
package io.spirula.scheduler.dispatch;

import org.jspecify.annotations.NullMarked;
