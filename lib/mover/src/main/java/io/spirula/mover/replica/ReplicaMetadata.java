package io.spirula.mover.replica;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LineageId;
import io.spirula.rbd.ImageMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes a replica's metadata. What is read is outside text: what makes no sense is told, never believed. */
public final class ReplicaMetadata {

    public static final String LINEAGE = "spirula.lineage";
    public static final String SOURCE = "spirula.source";
    public static final String EPOCH = "spirula.epoch";
    public static final String WRITER = "spirula.writer";
    public static final String POINT_PREFIX = "spirula.point.";
    public static final String COMPLETE_PREFIX = "spirula.complete.";
    public static final String QUARANTINED_PREFIX = "spirula.quarantined.";

    private static final int LONGEST_POINT = 64 * 1024;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(10)
                            .maxDocumentLength(LONGEST_POINT)
                            .build())
                    .build())
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ReplicaMetadata() {}

    public static ReplicaDescription read(ImageMetadata metadata) {
        Map<String, String> all = metadata.list();
        Map<String, PointRecord> points = new HashMap<>();
        Map<String, CompletionMark> complete = new HashMap<>();
        Set<String> quarantined = new HashSet<>();
        List<String> unreadable = new ArrayList<>();
        all.forEach((key, value) -> {
            if (key.startsWith(COMPLETE_PREFIX)) {
                CompletionMark mark = CompletionMark.parse(value);
                complete.put(key.substring(COMPLETE_PREFIX.length()), mark);
                if (mark.snapshotId() == CompletionMark.NO_SNAPSHOT) {
                    unreadable.add(key);
                }
            }
            if (key.startsWith(QUARANTINED_PREFIX)) {
                quarantined.add(key.substring(QUARANTINED_PREFIX.length()));
            }
            if (key.startsWith(POINT_PREFIX)) {
                PointRecord point = point(key.substring(POINT_PREFIX.length()), value);
                if (point == null) {
                    unreadable.add(key);
                } else {
                    points.put(point.snapshot(), point);
                }
            }
        });
        ReplicaIdentity identity = identity(all);
        if (identity == null) {
            List.of(LINEAGE, SOURCE, EPOCH).stream().filter(all::containsKey).forEach(unreadable::add);
        }
        return new ReplicaDescription(identity, points, complete, quarantined, unreadable);
    }

    private static @Nullable ReplicaIdentity identity(Map<String, String> all) {
        String lineage = all.get(LINEAGE);
        String source = all.get(SOURCE);
        String epoch = all.get(EPOCH);
        if (lineage == null || source == null || epoch == null) {
            return null;
        }
        try {
            return new ReplicaIdentity(LineageId.parse(lineage), ImageId.parse(source), Long.parseLong(epoch));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable PointRecord point(String snapshot, String json) {
        try {
            PointRecord point = JSON.readValue(json, PointRecord.class);
            return point != null && point.snapshot().equals(snapshot) ? point : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Says what the image is; to be written before anything else. */
    public static void writeIdentity(ImageMetadata metadata, ReplicaIdentity identity) {
        setIfOther(metadata, LINEAGE, identity.lineage().toString());
        setIfOther(metadata, SOURCE, identity.source().text());
        setIfOther(metadata, EPOCH, Long.toString(identity.epoch()));
    }

    /** Whoever has the image open reads its header anew after each change. */
    private static void setIfOther(ImageMetadata metadata, String key, String value) {
        if (!metadata.get(key).equals(Optional.of(value))) {
            metadata.set(key, value);
        }
    }

    /**
     * Says which client of ours writes to the replica; to be written once it has the lock and before anything else. By it
     * records that are older than the replica know whose lock that is.
     */
    public static void writeWriter(ImageMetadata metadata, String clientAddress) {
        setIfOther(metadata, WRITER, clientAddress);
    }

    /** The client of ours that wrote last; empty when none said so. */
    public static Optional<String> writer(ImageMetadata metadata) {
        return metadata.get(WRITER);
    }

    /** Describes a point; to be written before its snapshot is taken. */
    public static void writePoint(ImageMetadata metadata, PointRecord point) {
        metadata.set(POINT_PREFIX + point.snapshot(), Objects.requireNonNull(JSON.writeValueAsString(point)));
    }

    /**
     * Says that a snapshot is a point for certain; to be written once it is proven and before it is recorded elsewhere, so
     * that records which are older than the replica cannot take it for unfinished.
     *
     * @param mark the snapshot of the replica, and how well it is proven
     */
    public static void markComplete(ImageMetadata metadata, String snapshot, CompletionMark mark) {
        metadata.set(COMPLETE_PREFIX + snapshot, mark.text());
    }

    /**
     * Says that a point was found to differ from its source, so that nobody who knows the replica alone takes it for sound.
     *
     * @param why a stable code
     */
    public static void markQuarantined(ImageMetadata metadata, String snapshot, String why) {
        metadata.set(QUARANTINED_PREFIX + snapshot, why);
    }

    /** Forgets a point; to be done after its snapshot was removed. */
    public static void removePoint(ImageMetadata metadata, String snapshot) {
        metadata.remove(POINT_PREFIX + snapshot);
        metadata.remove(COMPLETE_PREFIX + snapshot);
        metadata.remove(QUARANTINED_PREFIX + snapshot);
    }
}
