/** Commands about the tokens that callers of the API show. */
@NullMarked
package io.spirula.cli.command.token;

import org.jspecify.annotations.NullMarked;
