/** One invocation of the command: the options and the surroundings that all commands share. */
@NullMarked
package io.spirula.cli.session;

import org.jspecify.annotations.NullMarked;
