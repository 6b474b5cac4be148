/** Those who are measured. */
@NullMarked
package io.spirula.bench.tool;

import org.jspecify.annotations.NullMarked;
