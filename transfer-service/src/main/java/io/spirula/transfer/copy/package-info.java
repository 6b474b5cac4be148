/** The life of copies: their states, what is told about each change, and which source snapshots they let go. */
@NullMarked
package io.spirula.transfer.copy;

import org.jspecify.annotations.NullMarked;
