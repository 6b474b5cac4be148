package io.spirula.mover.plan;

import io.spirula.contracts.ImageRef;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one target, about one lineage.
 *
 * @param name where a new generation goes, and what it is to be called when it is complete
 * @param nameHolder who has that name now
 * @param replica the newest finished generation
 * @param unfinished a generation left over, or null
 * @param highestEpoch of any generation of this lineage ever seen there, retired ones too; 0 if none
 */
public record TargetFacts(
        ImageRef name,
        NameHolder nameHolder,
        ReplicaFacts replica,
        @Nullable UnfinishedGeneration unfinished,
        long highestEpoch) {

    public TargetFacts {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(nameHolder, "nameHolder");
        Objects.requireNonNull(replica, "replica");
        if (highestEpoch < 0) {
            throw new IllegalArgumentException("an epoch cannot be negative: " + highestEpoch);
        }
    }

    long nextEpoch() {
        long highest = highestEpoch;
        if (unfinished != null) {
            highest = Math.max(highest, unfinished.epoch());
        }
        if (replica instanceof ReplicaFacts.Present present) {
            highest = Math.max(highest, present.recorded().epoch());
        }
        return highest + 1;
    }
}
