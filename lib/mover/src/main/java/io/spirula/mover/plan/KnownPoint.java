package io.spirula.mover.plan;

/**
 * A point that a replica is recorded, or claims by its own metadata, to hold.
 *
 * @param sourceSnapshotId the snapshot it is a copy of
 * @param replicaSnapshotId the snapshot that is the copy
 * @param name of the snapshot, a label
 * @param complete recorded as complete; otherwise only the replica's metadata says so and nobody has proven it
 */
public record KnownPoint(long sourceSnapshotId, long replicaSnapshotId, String name, boolean complete) {}
