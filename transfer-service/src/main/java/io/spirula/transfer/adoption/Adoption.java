package io.spirula.transfer.adoption;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.event.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An order to take up what a place holds.
 *
 * @param id of the order
 * @param cluster the configured cluster
 * @param pool the name of the pool
 * @param namespace empty for the default one; null for all of the pool
 * @param tenant whose points are that do not say it themselves
 * @param deadline what was not looked at by then is refused
 * @param surveyed whether the replicas of the place are known
 * @param trouble why it could not be done yet, or failed
 * @param endedAt null while it is open
 */
record Adoption(
        AdoptionId id,
        String cluster,
        String pool,
        @Nullable String namespace,
        String tenant,
        Instant deadline,
        boolean surveyed,
        @Nullable Reason trouble,
        @Nullable Instant endedAt) {}
