/** Figures of processes and OSDs, and how they are put together. */
@NullMarked
package io.spirula.bench.measure;

import org.jspecify.annotations.NullMarked;
