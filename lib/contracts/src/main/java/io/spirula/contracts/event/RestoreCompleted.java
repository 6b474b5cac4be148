package io.spirula.contracts.event;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The restored image is usable.
 *
 * @param restore the restore
 * @param lineage the protected disk
 * @param point the point
 * @param destination the image to make
 * @param image the restored image
 * @param instant whether it is a clone that is still to be flattened
 * @param compared whether it was compared byte by byte with the copy that it came from
 * @param bytesWritten bytes of data written
 * @param endedAt when
 * @param copy the copy that was read; null from an older producer
 * @param requestedAt when it was asked for; null from an older producer
 * @param digest that the image was found to have: that of the point, unless another one was accepted; null where none is
 *     known of the point, and for an instant restore
 * @param accepted what speaks against the image and was accepted by who asked for it; null where nothing does
 */
public record RestoreCompleted(
        RestoreId restore,
        LineageId lineage,
        PointId point,
        ImageRef destination,
        ImageId image,
        boolean instant,
        boolean compared,
        long bytesWritten,
        Instant endedAt,
        @Nullable CopyId copy,
        @Nullable Instant requestedAt,
        @Nullable String digest,
        @Nullable Reason accepted)
        implements Event {

    /** One against whose image nothing speaks. */
    public RestoreCompleted(
            RestoreId restore,
            LineageId lineage,
            PointId point,
            ImageRef destination,
            ImageId image,
            boolean instant,
            boolean compared,
            long bytesWritten,
            Instant endedAt,
            @Nullable CopyId copy,
            @Nullable Instant requestedAt,
            @Nullable String digest) {
        this(
                restore,
                lineage,
                point,
                destination,
                image,
                instant,
                compared,
                bytesWritten,
                endedAt,
                copy,
                requestedAt,
                digest,
                null);
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
        return destination;
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
