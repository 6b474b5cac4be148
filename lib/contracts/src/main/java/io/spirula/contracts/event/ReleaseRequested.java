package io.spirula.contracts.event;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import java.time.Instant;
import java.util.UUID;

/**
 * Remove all our snapshots from a source image, so that its owner can delete it. Its copies stay.
 *
 * @param command the command
 * @param lineage the protected disk
 * @param image the source image
 * @param ref what people call the source image
 * @param requestedBy who asked, or why
 * @param requestedAt when
 */
public record ReleaseRequested(
        UUID command, LineageId lineage, ImageId image, ImageRef ref, String requestedBy, Instant requestedAt)
        implements Event {

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
