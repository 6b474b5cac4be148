package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Remove all our snapshots from a source image, so that its owner can delete it; or, where targets are named, give up only
 * the ways of the image to these. Its copies stay.
 *
 * @param command the command; a UUIDv7. A run that is newer takes a way that was given up again
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param requestedBy who asked, or why
 * @param requestedAt when
 * @param targets the targets to which nothing goes any more, while others go on: they let go of their source snapshots,
 *     and nothing else is removed; null to remove all our snapshots
 */
public record ReleaseRequested(
        UUID command,
        LineageId lineage,
        ImageId image,
        ImageRef ref,
        String requestedBy,
        Instant requestedAt,
        @Nullable List<TargetRef> targets)
        implements Event {

    public ReleaseRequested {
        targets = targets == null ? null : List.copyOf(targets);
    }

    /** All our snapshots are to leave the image. */
    public static ReleaseRequested ofAll(
            UUID command, LineageId lineage, ImageId image, ImageRef ref, String requestedBy, Instant requestedAt) {
        return new ReleaseRequested(command, lineage, image, ref, requestedBy, requestedAt, null);
    }

    @Override
    public String key() {
        return lineage.toString();
    }

    @Override
    public String businessKey() {
        return command.toString();
    }

    @Override
    public ImageRef subject() {
        return ref;
    }

    @Override
    public LineageId lineageOrNull() {
        return lineage;
    }
}
