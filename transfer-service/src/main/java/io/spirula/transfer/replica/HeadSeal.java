package io.spirula.transfer.replica;

import java.time.Instant;

/**
 * What a replica's HEAD was when its lock was given back.
 *
 * @param snapshotId the snapshot that it is equal to
 * @param version of the image's header; as long as it has that one, nobody had the lock since
 * @param lookedAt when HEAD itself was last compared with a snapshot, or with what a move that went on had left, or begun anew
 */
public record HeadSeal(long snapshotId, long version, Instant lookedAt) {}
