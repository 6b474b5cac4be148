package io.spirula.transfer.copy;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a move that was committed on the target has to tell.
 *
 * @param mode what was moved
 * @param base the point that an increment started from
 * @param diff how what has changed was found; null where that is not known
 * @param diffReason why so
 * @param assurance how well the copy is proven
 * @param bytesChanged bytes that the difference covers
 * @param bytesMoved bytes of data written to the target
 * @param replica the generation that holds it
 * @param place where it is
 * @param digest what the image holds; null where that is not known
 */
public record CompletedMove(
        CopyMode mode,
        @Nullable PointId base,
        @Nullable CopyDiff diff,
        @Nullable Reason diffReason,
        Assurance assurance,
        long bytesChanged,
        long bytesMoved,
        UUID replica,
        ReplicaPoint place,
        @Nullable String digest) {}
