package io.spirula.scheduler.restore;

import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.progress.Progress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A restore as the API tells it.
 *
 * @param id the restore
 * @param image what people called the source image
 * @param point what is brought back
 * @param pointTime of when that is
 * @param copy from where
 * @param destination the image that is made
 * @param state where it is in its life
 * @param reason why it failed or was cancelled, or what holds it up now; of one that is completed, what was accepted that
 *     speaks against its image
 * @param instant whether it is a clone that is usable at once
 * @param flattened whether an instant one is independent of the replica by now
 * @param compared whether it was compared byte by byte with the copy
 * @param bytesWritten bytes of data written
 * @param imageId the restored image
 * @param progress how far it is; null when that is not known
 * @param requestedBy who asked
 * @param requestedAt when
 * @param startedAt when it began
 * @param endedAt when it was usable or given up
 */
record RestoreView(
        UUID id,
        String image,
        UUID point,
        @Nullable Instant pointTime,
        UUID copy,
        String destination,
        RestoreState state,
        @Nullable Reason reason,
        boolean instant,
        boolean flattened,
        @Nullable Boolean compared,
        @Nullable Long bytesWritten,
        @Nullable String imageId,
        @Nullable Progress progress,
        String requestedBy,
        Instant requestedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    static RestoreView of(Restore restore, @Nullable Progress progress) {
        return new RestoreView(
                restore.id().value(),
                restore.source(),
                restore.point().value(),
                restore.pointTime(),
                restore.copy().value(),
                restore.destination(),
                restore.state(),
                restore.reason() == null ? obstacle(restore, progress) : restore.reason(),
                restore.instant(),
                restore.flattenedAt() != null,
                restore.compared(),
                restore.bytesWritten(),
                restore.image(),
                progress,
                restore.requestedBy(),
                restore.requestedAt(),
                restore.startedAt(),
                restore.endedAt());
    }

    private static @Nullable Reason obstacle(Restore restore, @Nullable Progress progress) {
        if (restore.endedAt() == null && restore.cancelledBy() != null) {
            return new Reason(
                    "CANCELLING",
                    "cancelled by " + restore.cancelledBy()
                            + "; restore-service gives it up and removes what it made, unless that is usable by now");
        }
        if (progress == null || restore.endedAt() != null) {
            return null;
        }
        Instant started = restore.startedAt();
        return started != null && progress.at().isBefore(started) ? null : progress.obstacle();
    }
}
