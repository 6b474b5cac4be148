/** How each protected image is doing, and why it waits. */
@NullMarked
package io.spirula.scheduler.fleet;

import org.jspecify.annotations.NullMarked;
