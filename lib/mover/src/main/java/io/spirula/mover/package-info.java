/** Plan, move and verify differences. */
@NullMarked
package io.spirula.mover;

import org.jspecify.annotations.NullMarked;
