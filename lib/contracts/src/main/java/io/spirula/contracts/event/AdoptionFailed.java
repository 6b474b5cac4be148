package io.spirula.contracts.event;

import io.spirula.contracts.AdoptionId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place could not be looked at. What was adopted in it before stays.
 *
 * @param adoption the adoption
 * @param cluster the configured cluster
 * @param pool the name of the pool
 * @param namespace the namespace, empty for the default one; null for all of the pool
 * @param reason why
 * @param endedAt when
 */
public record AdoptionFailed(
        AdoptionId adoption,
        String cluster,
        String pool,
        @Nullable String namespace,
        Reason reason,
        Instant endedAt) implements Event {

    @Override
    public String key() {
        return adoption.toString();
    }

    @Override
    public String businessKey() {
        return adoption.toString();
    }
}
