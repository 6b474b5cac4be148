/** Makes copies: one work instance per lineage and target. */
@NullMarked
package io.spirula.transfer.move;

import org.jspecify.annotations.NullMarked;
