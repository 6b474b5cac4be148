package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;

/**
 * A generation that was begun and never completed: it holds no point.
 *
 * @param image that was to become the replica
 * @param epoch it was begun with
 */
public record UnfinishedGeneration(ImageId image, long epoch) {}
