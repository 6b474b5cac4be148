package io.spirula.scheduler.restore;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A restore that somebody asked for.
 *
 * @param id the restore
 * @param lineage the disk
 * @param source what people called the source image
 * @param point what is brought back
 * @param pointTime of when that is; null for a restore that was asked for before this was remembered
 * @param copy from where
 * @param destination the image to make
 * @param instant a clone that is usable at once and flattened in the background
 * @param state where it is in its life
 * @param reason why it failed or was cancelled; of one that is completed, what was accepted that speaks against its image
 * @param image id of the restored image; null until it is usable
 * @param compared whether it was compared byte by byte with the copy; null until it is usable
 * @param bytesWritten bytes of data written; null until it is usable
 * @param tenant whose it is
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline a restore that is not usable by then has failed
 * @param startedAt when it began
 * @param endedAt when it was usable or given up
 * @param flattenedAt when an instant one became independent of the replica
 * @param cancelledBy who asked for it to be given up; null when nobody did
 */
record Restore(
        RestoreId id,
        LineageId lineage,
        String source,
        PointId point,
        @Nullable Instant pointTime,
        CopyId copy,
        String destination,
        boolean instant,
        RestoreState state,
        @Nullable Reason reason,
        @Nullable String image,
        @Nullable Boolean compared,
        @Nullable Long bytesWritten,
        String tenant,
        String requestedBy,
        Instant requestedAt,
        Instant deadline,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Instant flattenedAt,
        @Nullable String cancelledBy) {}
