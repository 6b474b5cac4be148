package io.spirula.transfer.checkpoint;

import io.spirula.contracts.CopyId;
import io.spirula.mover.plan.MoveIdentity;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a move that is under way did for good.
 *
 * @param replica the generation that it writes to
 * @param copy that it makes
 * @param attempt that wrote to it last
 * @param since when the first attempt began
 * @param move which move
 * @param chunks that are done
 * @param written bytes of data that the target took for them
 * @param moved whether they are all there are
 * @param replicaSnapshot that is being read back; null before that
 * @param proven chunks, the first ones, that were found right in that snapshot
 */
public record Checkpoint(
        UUID replica,
        CopyId copy,
        long attempt,
        Instant since,
        MoveIdentity move,
        long chunks,
        long written,
        boolean moved,
        @Nullable Long replicaSnapshot,
        long proven) {

    public Checkpoint {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(copy, "copy");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(move, "move");
    }
}
