/** Decisions, tested without any I/O. */
@NullMarked
package io.spirula.transfer.query;

import org.jspecify.annotations.NullMarked;
