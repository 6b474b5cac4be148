package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import org.jspecify.annotations.Nullable;

/**
 * A generation that was begun and never completed: it holds no point.
 *
 * @param image that was to become the replica
 * @param epoch it was begun with
 * @param begun the move into it of which a part is done; null if none is known
 */
public record UnfinishedGeneration(
        ImageId image, long epoch, @Nullable MoveIdentity begun) {}
