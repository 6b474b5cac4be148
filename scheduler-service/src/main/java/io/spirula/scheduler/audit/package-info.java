/** Tells who did what. */
@NullMarked
package io.spirula.scheduler.audit;

import org.jspecify.annotations.NullMarked;
