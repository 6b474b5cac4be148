package io.spirula.mover.plan;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of the source.
 *
 * @param image the image that has the end snapshot
 * @param claim of the protected disk to its image's name
 * @param snapshots the user snapshots the image has now
 * @param end the snapshot to bring to the target, as it was when it was taken
 */
public record SourceFacts(ImageId image, NameClaim claim, List<SnapshotFact> snapshots, SnapshotFact end) {

    public SourceFacts {
        Objects.requireNonNull(image, "image");
        Objects.requireNonNull(claim, "claim");
        snapshots = List.copyOf(snapshots);
        Objects.requireNonNull(end, "end");
    }

    LineageId lineage() {
        return claim.lineage();
    }

    Optional<SnapshotFact> snapshot(long id) {
        return snapshots.stream().filter(snapshot -> snapshot.id() == id).findFirst();
    }

    boolean endIsThere() {
        return snapshot(end.id()).isPresent();
    }
}
