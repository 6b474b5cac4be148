package io.spirula.rbd;

import java.time.Instant;

/**
 * A snapshot of an image.
 *
 * @param id unique in the pool, rising with time, never reused
 * @param name a label, unique among the user snapshots of its image
 * @param size of the image then, in bytes
 * @param kind who keeps it
 * @param createdAt by the cluster's clock
 */
public record Snapshot(long id, String name, long size, SnapshotKind kind, Instant createdAt) {}
