/** What is printed: tables that fit the terminal, sizes, times, JSON and YAML, with hostile text made visible. */
@NullMarked
package io.spirula.cli.output;

import org.jspecify.annotations.NullMarked;
