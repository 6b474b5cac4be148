/** The command that takes up what replicas say of themselves. */
@NullMarked
package io.spirula.cli.command.adoption;

import org.jspecify.annotations.NullMarked;
