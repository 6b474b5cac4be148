package io.spirula.transfer.cluster;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who wants to move.
 *
 * @param id tells it from others, also when it comes again
 * @param rank those of a lower one have their turn before those of a higher one; copies have 0
 * @param since when what it is to do was asked for
 * @param seeding what a first copy, which may take days, is made of; null for any other work
 * @param clusters that it reads or writes
 * @param call has it come again soon; does not block
 */
public record MoveWaiter(
        UUID id, int rank, Instant since, @Nullable UUID seeding, Set<String> clusters, Runnable call) {

    /** A copy. */
    public MoveWaiter(UUID id, Instant since, @Nullable UUID seeding, Set<String> clusters, Runnable call) {
        this(id, 0, since, seeding, clusters, call);
    }

    public MoveWaiter {
        clusters = Set.copyOf(clusters);
    }
}
