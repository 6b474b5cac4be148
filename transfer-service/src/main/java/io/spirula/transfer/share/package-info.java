/** Where moves of the same source snapshot meet, so that the source is read once for those that start from the same base. */
@NullMarked
package io.spirula.transfer.share;

import org.jspecify.annotations.NullMarked;
