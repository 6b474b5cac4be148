/** What moves that are under way have done for good, so that another attempt goes on with them. */
@NullMarked
package io.spirula.transfer.checkpoint;

import org.jspecify.annotations.NullMarked;
