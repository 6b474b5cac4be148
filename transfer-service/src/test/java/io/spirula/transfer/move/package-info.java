/** Decisions, tested without any I/O. */
@NullMarked
package io.spirula.transfer.move;

import org.jspecify.annotations.NullMarked;
