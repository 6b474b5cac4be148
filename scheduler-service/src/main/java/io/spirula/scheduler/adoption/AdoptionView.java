package io.spirula.scheduler.adoption;

import io.spirula.contracts.event.Reason;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An adoption as the API tells it.
 *
 * @param id the adoption
 * @param place {@code cluster/pool[/namespace]}
 * @param tenant whose points are that do not say it themselves
 * @param state where it is in its life
 * @param reason why it failed
 * @param replicas images that say they are replicas; null until it is completed
 * @param adopted points that were taken up; null until it is completed
 * @param known points that were known before; null until it is completed
 * @param refused replicas and points that were left alone; null until it is completed
 * @param refusals the first hundred of them
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline it has ended by then
 * @param endedAt when it ended
 */
record AdoptionView(
        UUID id,
        String place,
        String tenant,
        AdoptionState state,
        @Nullable Reason reason,
        @Nullable Integer replicas,
        @Nullable Integer adopted,
        @Nullable Integer known,
        @Nullable Integer refused,
        List<Refused> refusals,
        String requestedBy,
        Instant requestedAt,
        Instant deadline,
        @Nullable Instant endedAt) {

    AdoptionView {
        refusals = List.copyOf(refusals);
    }

    /**
     * What was left alone.
     *
     * @param image what people call the image
     * @param imageId which
     * @param snapshot name of the snapshot; null when it is the whole image
     * @param reason why
     */
    record Refused(String image, String imageId, @Nullable String snapshot, Reason reason) {}
}
