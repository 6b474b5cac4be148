/** New ids. */
@NullMarked
package io.spirula.scheduler.id;

import org.jspecify.annotations.NullMarked;
