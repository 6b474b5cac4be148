/** What is measured. */
@NullMarked
package io.spirula.bench.row;

import org.jspecify.annotations.NullMarked;
