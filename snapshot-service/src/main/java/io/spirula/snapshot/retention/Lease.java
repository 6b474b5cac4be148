package io.spirula.snapshot.retention;

/**
 * A target's need of a source snapshot.
 *
 * @param target the target's key
 * @param targetName the policy's name for it
 */
public record Lease(long snapshotId, String target, String targetName) {}
