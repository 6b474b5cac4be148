/** How far copies and restores are, as told in passing. */
@NullMarked
package io.spirula.scheduler.progress;

import org.jspecify.annotations.NullMarked;
