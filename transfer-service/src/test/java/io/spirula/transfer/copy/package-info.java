/** Decisions, tested without any I/O. */
@NullMarked
package io.spirula.transfer.copy;

import org.jspecify.annotations.NullMarked;
