/** The command that gives up what is under way. */
@NullMarked
package io.spirula.cli.command.cancel;

import org.jspecify.annotations.NullMarked;
