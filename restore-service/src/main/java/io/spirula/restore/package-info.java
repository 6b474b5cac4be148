/** Restores. */
@NullMarked
package io.spirula.restore;

import org.jspecify.annotations.NullMarked;
