/** Commands about policies. */
@NullMarked
package io.spirula.cli.command.policy;

import org.jspecify.annotations.NullMarked;
