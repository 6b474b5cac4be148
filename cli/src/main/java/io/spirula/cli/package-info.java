/** The spirula command. */
@NullMarked
package io.spirula.cli;

import org.jspecify.annotations.NullMarked;
