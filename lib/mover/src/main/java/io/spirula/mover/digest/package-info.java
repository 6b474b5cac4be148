/** What an image holds, as a number that an increment can update. */
@NullMarked
package io.spirula.mover.digest;

import org.jspecify.annotations.NullMarked;
