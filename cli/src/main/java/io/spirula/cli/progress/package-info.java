/** Waiting for runs and restores, and showing how far they are. */
@NullMarked
package io.spirula.cli.progress;

import org.jspecify.annotations.NullMarked;
