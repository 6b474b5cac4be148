/** Commands that show images, their state and their points. */
@NullMarked
package io.spirula.cli.command.fleet;

import org.jspecify.annotations.NullMarked;
