package io.spirula.mover.replica;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.mover.digest.PointDigest;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of one of its points: enough to list and restore it with everything else lost.
 *
 * @param version of this record, 1
 * @param snapshot name of the snapshot on both sides
 * @param point the point
 * @param run the run that made it
 * @param lineage the protected disk
 * @param source the image it was copied from
 * @param sourceName what people called that image then: {@code cluster/pool[/namespace]/name}
 * @param sourceSnapshotId the snapshot it was copied from
 * @param time the moment of the point
 * @param size in bytes
 * @param consistency what the moment is worth
 * @param tenant whose it is; null where an older version wrote the record
 * @param digest what the image holds at the point; null where that is not known. See {@link #contentDigest()}
 */
public record PointRecord(
        int version,
        String snapshot,
        PointId point,
        RunId run,
        LineageId lineage,
        ImageId source,
        String sourceName,
        long sourceSnapshotId,
        Instant time,
        long size,
        Consistency consistency,
        @Nullable String tenant,
        @Nullable String digest) {

    public static final int VERSION = 1;

    public PointRecord {
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(point, "point");
        Objects.requireNonNull(run, "run");
        Objects.requireNonNull(lineage, "lineage");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(sourceName, "sourceName");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(consistency, "consistency");
        if (version < 1 || size < 0) {
            throw new IllegalArgumentException("version " + version + ", size " + size);
        }
    }

    /** The same of which another digest is known. */
    public PointRecord withDigest(String other) {
        return new PointRecord(
                version,
                snapshot,
                point,
                run,
                lineage,
                source,
                sourceName,
                sourceSnapshotId,
                time,
                size,
                consistency,
                tenant,
                other);
    }

    /** Its digest, if it tells one that is a digest at all. */
    public Optional<PointDigest> contentDigest() {
        return Optional.ofNullable(digest).flatMap(PointDigest::parse);
    }

    /** The text of {@link #contentDigest}; null where there is none. */
    public @Nullable String knownDigest() {
        return contentDigest().map(PointDigest::toString).orElse(null);
    }
}
