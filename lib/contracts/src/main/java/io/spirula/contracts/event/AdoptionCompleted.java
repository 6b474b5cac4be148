package io.spirula.contracts.event;

import io.spirula.contracts.AdoptionId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that was found in a place was looked at: each point is known, was adopted, or is named with the reason why
 * it was refused.
 *
 * @param adoption the adoption
 * @param cluster the configured cluster
 * @param pool the name of the pool
 * @param namespace the namespace, empty for the default one; null for all of the pool
 * @param replicas images that say they are replicas
 * @param adopted points that were taken up
 * @param known points that were known before, or are just being made
 * @param refused replicas and points that were not taken up
 * @param refusals the first hundred of them
 * @param endedAt when
 */
public record AdoptionCompleted(
        AdoptionId adoption,
        String cluster,
        String pool,
        @Nullable String namespace,
        int replicas,
        int adopted,
        int known,
        int refused,
        List<AdoptionRefusal> refusals,
        Instant endedAt)
        implements Event {

    public AdoptionCompleted {
        refusals = List.copyOf(refusals);
    }

    @Override
    public String key() {
        return adoption.toString();
    }

    @Override
    public String businessKey() {
        return adoption.toString();
    }
}
