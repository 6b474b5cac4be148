/** Drops what others own and reads it again. */
@NullMarked
package io.spirula.scheduler.rebuild;

import org.jspecify.annotations.NullMarked;
