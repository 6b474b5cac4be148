/** Whether all is well. */
@NullMarked
package io.spirula.cli.command.doctor;

import org.jspecify.annotations.NullMarked;
