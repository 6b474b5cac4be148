package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Bring a point back as a new image. Carries all that is needed: what was resolved when the command was accepted.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param point the point
 * @param copy the copy to read
 * @param source what people called the source image
 * @param replica where the copy is
 * @param snapshot the name of the snapshot
 * @param size in bytes
 * @param destination the image to make
 * @param instant a clone that is usable at once and flattened in the background, instead of a copy
 * @param tenant whose it is
 * @param requestedBy who asked
 * @param requestedAt when
 * @param deadline a restore that is not usable by then has failed
 * @param acceptOtherDigest whether the image is wanted also where its digest is not the one that was recorded of the copy;
 *     null, as older versions wrote it, means no. See {@link #acceptsOtherDigest()}
 */
public record RestoreRequested(
        RestoreId restore,
        LineageId lineage,
        PointId point,
        CopyId copy,
        ImageRef source,
        ReplicaPoint replica,
        String snapshot,
        long size,
        ImageRef destination,
        boolean instant,
        String tenant,
        String requestedBy,
        Instant requestedAt,
        Instant deadline,
        @Nullable Boolean acceptOtherDigest)
        implements Event {

    /** One that is to fail where the copy is not what was recorded of it. */
    public RestoreRequested(
            RestoreId restore,
            LineageId lineage,
            PointId point,
            CopyId copy,
            ImageRef source,
            ReplicaPoint replica,
            String snapshot,
            long size,
            ImageRef destination,
            boolean instant,
            String tenant,
            String requestedBy,
            Instant requestedAt,
            Instant deadline) {
        this(
                restore,
                lineage,
                point,
                copy,
                source,
                replica,
                snapshot,
                size,
                destination,
                instant,
                tenant,
                requestedBy,
                requestedAt,
                deadline,
                false);
    }

    /** Whether the image is wanted also where its digest is not the one that was recorded of the copy. */
    public boolean acceptsOtherDigest() {
        return Boolean.TRUE.equals(acceptOtherDigest);
    }

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return restore.toString();
    }

    @Override
    public ImageRef subject() {
        return source;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }

    @Override
    public RestoreId restoreOrNull() {
        return restore;
    }
}
