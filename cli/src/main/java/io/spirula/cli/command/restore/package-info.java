/** The command that brings a point back. */
@NullMarked
package io.spirula.cli.command.restore;

import org.jspecify.annotations.NullMarked;
