/** Removes copies that no rule and nobody keeps. */
@NullMarked
package io.spirula.transfer.retention;

import org.jspecify.annotations.NullMarked;
