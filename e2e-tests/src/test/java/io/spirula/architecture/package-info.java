/** The lines between modules that no code may cross. */
@NullMarked
package io.spirula.architecture;

import org.jspecify.annotations.NullMarked;
