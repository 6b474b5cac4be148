/** The stages that moving, reading back and comparing share: ranges, channels, buffers, readers and their crew. */
@NullMarked
package io.spirula.mover.pipeline;

import org.jspecify.annotations.NullMarked;
