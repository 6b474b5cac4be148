/** Decisions, tested without any I/O. */
@NullMarked
package io.spirula.transfer.cluster;

import org.jspecify.annotations.NullMarked;
