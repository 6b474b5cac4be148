/** Has replicas compared with their sources. */
@NullMarked
package io.spirula.cli.command.verification;

import org.jspecify.annotations.NullMarked;
