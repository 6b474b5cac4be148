package io.spirula.contracts.event;

import io.spirula.contracts.AdoptionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Take up what the replicas in a place say of themselves: after records were lost, they are all that is known of the
 * points that they hold.
 *
 * @param adoption the adoption
 * @param cluster the configured cluster
 * @param pool the name of the pool
 * @param namespace the namespace, empty for the default one; null for all of the pool
 * @param tenant whose points are that do not say it themselves
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline what was not looked at by then is told as refused
 */
public record AdoptionRequested(
        AdoptionId adoption,
        String cluster,
        String pool,
        @Nullable String namespace,
        String tenant,
        String requestedBy,
        Instant requestedAt,
        Instant deadline)
        implements Event {

    @Override
    public String key() {
        return adoption.toString();
    }

    @Override
    public String businessKey() {
        return adoption.toString();
    }
}
