/** The command that shows events. */
@NullMarked
package io.spirula.cli.command.event;

import org.jspecify.annotations.NullMarked;
