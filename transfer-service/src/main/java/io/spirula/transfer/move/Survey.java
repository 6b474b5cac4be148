package io.spirula.transfer.move;

import io.spirula.mover.plan.TargetFacts;
import io.spirula.mover.replica.PointRecord;
import io.spirula.transfer.replica.Replica;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found on a target before a move.
 *
 * @param facts to plan with
 * @param leftovers what of the open generation may be removed once it is to be worked on; none of it is among the facts
 * @param open the generation that the facts tell of, open for writing; null when there is none
 * @param unfinished a generation to discard before another one is begun; null when there is none
 */
record Survey(
        TargetFacts facts,
        List<PointRecord> leftovers,
        @Nullable OpenReplica open,
        @Nullable Replica unfinished) implements AutoCloseable {

    @Override
    public void close() {
        if (open != null) {
            open.close();
        }
    }
}
