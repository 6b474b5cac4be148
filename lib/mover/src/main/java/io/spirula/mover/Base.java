package io.spirula.mover;

/**
 * The point that an increment starts from.
 *
 * @param sourceSnapshotId its user snapshot on the source
 * @param targetSnapshotId its user snapshot on the target, of equal content
 */
public record Base(long sourceSnapshotId, long targetSnapshotId) {}
