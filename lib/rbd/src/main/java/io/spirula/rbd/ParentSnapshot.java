package io.spirula.rbd;

/**
 * The snapshot that a clone reads through to, within the clone's cluster.
 *
 * @param namespace empty for the default one
 */
public record ParentSnapshot(long poolId, String namespace, String imageId, long snapshotId) {}
