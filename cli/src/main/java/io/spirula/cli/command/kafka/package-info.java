/** Looking after topics and dead letters. */
@NullMarked
package io.spirula.cli.command.kafka;

import org.jspecify.annotations.NullMarked;
