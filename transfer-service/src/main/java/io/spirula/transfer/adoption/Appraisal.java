package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.PointId;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.Reason;
import io.spirula.mover.replica.CompletionMark;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaDescription;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What of a replica's own words can be believed. Pure. The snapshot is the commit of a copy: a description without one is
 * of a copy that was never made, and no word is lost about it. Everything else that is not a point says why.
 *
 * @param claims points, oldest first
 * @param refused by the name of the snapshot
 */
record Appraisal(List<Claim> claims, Map<String, Reason> refused) {

    /** What PostgreSQL and RFC 3339 can both tell. */
    private static final Instant FIRST = Instant.parse("1970-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    static Appraisal of(ReplicaIdentity identity, ReplicaDescription said, List<Snapshot> snapshots) {
        List<Claim> claims = new ArrayList<>();
        Map<String, Reason> refused = new LinkedHashMap<>();
        snapshots.stream()
                .filter(snapshot -> snapshot.kind() == SnapshotKind.USER)
                .filter(snapshot -> speaksOf(said, snapshot.name()))
                .forEach(snapshot -> {
                    PointRecord record = said.points().get(snapshot.name());
                    if (record == null) {
                        refused.put(snapshot.name(), unreadable(snapshot.name()));
                        return;
                    }
                    objection(identity, record, said, snapshot)
                            .ifPresentOrElse(
                                    why -> refused.put(snapshot.name(), why),
                                    () -> claims.add(claim(record, said, snapshot)));
                });
        claims.sort(Comparator.comparingLong(claim -> claim.record().sourceSnapshotId()));
        return new Appraisal(List.copyOf(claims), refused);
    }

    private static boolean speaksOf(ReplicaDescription said, String snapshot) {
        return said.points().containsKey(snapshot)
                || said.complete().containsKey(snapshot)
                || said.unreadable().contains("spirula.point." + snapshot);
    }

    private static Optional<Reason> objection(
            ReplicaIdentity identity, PointRecord record, ReplicaDescription said, Snapshot snapshot) {
        CompletionMark mark = said.complete().get(snapshot.name());
        if (mark != null && mark.snapshotId() != snapshot.id()) {
            return Optional.of(new Reason(
                    "MARK_DIFFERS",
                    "snapshot " + snapshot.name() + " has the id " + snapshot.id() + ", and what was proven under its"
                            + " name was another one: it was made anew, or its image was copied, and what it holds is"
                            + " not known"));
        }
        if (said.quarantined().contains(snapshot.name())) {
            return Optional.of(new Reason(
                    "COPY_QUARANTINED",
                    "the replica says of snapshot " + snapshot.name()
                            + " that it was found to differ from its source"));
        }
        if (!record.lineage().equals(identity.lineage()) || !record.source().equals(identity.source())) {
            return Optional.of(new Reason(
                    "POINT_OF_ANOTHER_IMAGE",
                    "snapshot " + snapshot.name() + " says it is of image " + record.source()
                            + ", the replica is of image " + identity.source()));
        }
        if (!record.point().equals(PointId.of(record.run(), record.lineage()))) {
            return Optional.of(new Reason(
                    "POINT_ID_DIFFERS", "snapshot " + snapshot.name() + " names a point that its run did not make"));
        }
        if (record.size() != snapshot.size()) {
            return Optional.of(new Reason(
                    "SIZE_DIFFERS",
                    "snapshot " + snapshot.name() + " has " + snapshot.size() + " bytes, and says it has "
                            + record.size()));
        }
        return isSound(record) ? Optional.empty() : Optional.of(unreadable(snapshot.name()));
    }

    private static boolean isSound(PointRecord record) {
        String tenant = record.tenant();
        return OutsideText.isSound(record.snapshot())
                && OutsideText.isSound(record.sourceName())
                && (tenant == null || OutsideText.isSound(tenant))
                && source(record).isPresent()
                && record.sourceSnapshotId() >= 0
                && !record.time().isBefore(FIRST)
                && record.time().isBefore(LAST);
    }

    private static Reason unreadable(String snapshot) {
        return new Reason(
                "RECORD_UNREADABLE",
                "what the replica says of snapshot " + snapshot
                        + " makes no sense: look at it with rbd image-meta list");
    }

    private static Claim claim(PointRecord record, ReplicaDescription said, Snapshot snapshot) {
        CompletionMark mark = said.complete().get(snapshot.name());
        return new Claim(
                record,
                source(record).orElseThrow(),
                snapshot.id(),
                mark != null,
                mark == null ? Assurance.APPLIED : mark.assurance());
    }

    private static Optional<ImageRef> source(PointRecord record) {
        try {
            return Optional.of(ImageRef.parse(record.sourceName()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
