package io.spirula.mover.move;

import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Window;

/**
 * What whoever brings windows works with.
 *
 * @param buffers to fill
 * @param filled takes them; it has one producer
 * @param pulse of the move
 */
record Filling(BufferPool buffers, Channel<Filled<Window>> filled, Pulse pulse) {}
