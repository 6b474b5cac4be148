package io.spirula.transfer.replica;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The client instance that writes to a replica or did not end cleanly: it may still have writes in flight.
 *
 * @param address as Ceph's blocklist takes it
 * @param attempt the fencing token of the work that it did
 * @param fencedUntil it is certainly shut out of the cluster until then; null when that is not known
 */
public record Writer(String address, long attempt, @Nullable Instant fencedUntil) {}
