/** How a command ends: its exit code, and what it says when it did not do what was asked. */
@NullMarked
package io.spirula.cli.exit;

import org.jspecify.annotations.NullMarked;
