package io.spirula.contracts.event;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.Consistency;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.VerificationId;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.contracts.query.RetentionAnswer;
import io.spirula.contracts.query.RetentionQuestion;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The events that the golden files hold, one of each type: one image's run from the policy to the restore. */
final class Samples {

    private static final Instant REQUESTED = Instant.parse("2026-11-22T20:00:00Z");
    private static final Instant CREATED = Instant.parse("2026-11-22T20:00:00.412Z");
    private static final Instant ENDED = Instant.parse("2026-11-22T20:00:02.187654Z");
    private static final Instant LATER = Instant.parse("2026-11-22T21:30:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-11-23T02:00:00Z");

    private static final ImageRef REF = new ImageRef("site-a", "rbd", "", "vm-web-1");
    private static final ImageId IMAGE = new ImageId("5f0c1d9e-8a4b-4c7e-9d21-3b6a7e8f9012", 2, "", "10ad1b2c3d4e");
    private static final ImageRef REPLICA_REF = new ImageRef("site-b", "backup", "acme", "vm-web-1");
    private static final ImageId REPLICA =
            new ImageId("c2b7e4a1-36d5-4f08-b1c9-7d8e9fa0b1c2", 3, "acme", "2f6e5d4c3b2a");
    private static final ImageRef DESTINATION = new ImageRef("site-b", "backup", "acme", "vm-web-1-restored");
    private static final ImageId RESTORED =
            new ImageId("c2b7e4a1-36d5-4f08-b1c9-7d8e9fa0b1c2", 3, "acme", "31aa77bb99cc");
    private static final TargetRef TARGET = new TargetRef("dr", TargetType.RBD, "site-b", "backup", "acme");

    private static final RunId RUN = RunId.parse("01a204d8-1600-7c3d-8e4f-5a6b7c8d9e0f");
    private static final LineageId LINEAGE = LineageId.mintFor(IMAGE);
    private static final PointId POINT = PointId.of(RUN, LINEAGE);
    private static final PointId BASE = PointId.of(RunId.parse("01a204ca-5a60-7a1b-9c2d-3e4f5a6b7c8d"), LINEAGE);
    private static final CopyId COPY = CopyId.of(POINT, TARGET.key());
    private static final RestoreId RESTORE = RestoreId.parse("01a2052a-77d8-7123-8456-789abcdef012");
    private static final AdoptionId ADOPTION = AdoptionId.parse("01a2052a-7c24-7d0c-9b1a-2c3d4e5f6071");
    private static final VerificationId VERIFICATION = VerificationId.parse("01a2052a-7c24-7e1d-8c2b-3d4e5f607182");
    private static final LeaseId LEASE = LeaseId.parse("01a2052a-79cc-7bcd-9e0f-123456789abc");
    private static final UUID QUERY = UUID.fromString("01a2052a-7bc0-7f0e-8d1c-2b3a49586776");
    private static final UUID LETTER = UUID.fromString("5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5");
    private static final String SNAPSHOT = SnapshotName.of(REQUESTED, RUN);
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;

    private static final Reason FOUND = new Reason(
            "MAPS_TRUSTED",
            "the object maps named 9 of 5120 objects; 64 of the others were asked, and had not changed");
    private static final MoveSettings SETTINGS = new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK);
    private static final String DIGEST = "sum256:7d3c1f0b5a2e4968cf7180e2d4b6a8930517f2e4c6d8ba9c0e1f3a5b7d9c8e60";
    private static final ReplicaPoint REPLICA_POINT = new ReplicaPoint(REPLICA, REPLICA_REF, 1, 57);

    private Samples() {}

    static List<Event> all() {
        return List.of(
                new PolicyChanged("gold", "acme", 3, false, spec(), REQUESTED),
                new PolicyDeleted("gold", "acme", 4, LATER),
                new ImageObserved(
                        IMAGE,
                        REF,
                        20 * GIB,
                        61,
                        Map.of("backup", "gold", "owner", "web \u00fc\u4e2d \"quoted\""),
                        false,
                        false,
                        MirrorRole.NONE,
                        7,
                        REQUESTED),
                new ImageGone(IMAGE, REF, 8, LATER),
                new BackupRequested(
                        RUN,
                        "gold",
                        3,
                        "acme",
                        null,
                        List.of(new BackupMember(LINEAGE, IMAGE, REF, POINT)),
                        List.of(TARGET),
                        SETTINGS,
                        REQUESTED,
                        DEADLINE),
                new RunStarted(
                        RUN,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "gold",
                        RunTrigger.SCHEDULE,
                        List.of(TARGET),
                        REQUESTED,
                        DEADLINE,
                        "acme",
                        7L,
                        "service:scheduler"),
                new RunCompleted(RUN, LINEAGE, IMAGE, REF, "gold", POINT, REQUESTED, ENDED),
                new RunFailed(
                        RUN,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "gold",
                        new Reason(
                                "TARGET_UNREACHABLE",
                                "No copy of site-a/rbd/vm-web-1 on dr by the deadline: cluster site-b did not answer."
                                        + " Check its monitors; the next run starts from the same base."),
                        REQUESTED,
                        DEADLINE),
                new RunCancelled(
                        RUN,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "gold",
                        new Reason("CANCELLED", "Cancelled by alice"),
                        REQUESTED,
                        ENDED),
                new RunSkipped(
                        RUN,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "gold",
                        new Reason("TARGET_BUSY", "dr still moves the point of 19:45:00; it is 61 % done"),
                        REQUESTED,
                        REQUESTED),
                new SnapshotCreated(
                        RUN,
                        POINT,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "acme",
                        "gold",
                        91,
                        SNAPSHOT,
                        20 * GIB,
                        Consistency.CRASH,
                        List.of(TARGET),
                        SETTINGS,
                        CREATED,
                        DEADLINE),
                new SnapshotFailed(
                        RUN,
                        POINT,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "gold",
                        new Reason(
                                "IMAGE_IN_TRASH",
                                "site-a/rbd/vm-web-1 is in the trash; restore it from there to protect it"),
                        CREATED),
                new SnapshotPruned(
                        POINT,
                        LINEAGE,
                        IMAGE,
                        REF,
                        91,
                        SNAPSHOT,
                        new Reason("RELEASED", "Every target has a newer point in common with the source"),
                        LATER),
                new SnapshotLost(
                        POINT,
                        LINEAGE,
                        IMAGE,
                        REF,
                        91,
                        SNAPSHOT,
                        new Reason(
                                "REMOVED_BY_OTHERS", "Snapshot 91 was gone when it was opened; we did not remove it"),
                        LATER),
                new CopyChanged(complete()),
                new CopyCompleted(complete()),
                new CopyFailed(failed()),
                new CopyPruned(ended(CopyState.EXPIRED, new Reason("RETENTION", "Beyond the newest 24 on dr"))),
                new CopyLost(ended(
                        CopyState.LOST,
                        new Reason("REMOVED_BY_OTHERS", "Snapshot 57 of site-b/backup/acme/vm-web-1 is gone"))),
                new CopyQuarantined(ended(
                        CopyState.QUARANTINED,
                        new Reason(
                                "DIGEST_MISMATCH", "Read back from offset 4194304, the copy differs from its source"))),
                new ObjectMapDistrusted(
                        POINT,
                        RUN,
                        LINEAGE,
                        IMAGE,
                        REF,
                        "acme",
                        TARGET,
                        87,
                        91,
                        new Reason(
                                "MAPS_DISTRUSTED",
                                "the object maps named 9 of 5120 objects, but not the one at offset 4194304, length"
                                        + " 4096, which has changed"),
                        LATER),
                new BaseReleased(
                        LINEAGE,
                        IMAGE,
                        REF,
                        BASE,
                        90,
                        TARGET,
                        new Reason("SUPERSEDED", "dr has the newer point " + SNAPSHOT),
                        ENDED),
                new LeaseGranted(LEASE, LINEAGE, COPY, REPLICA_POINT, SNAPSHOT, 20 * GIB, LATER, DIGEST),
                new LeaseRefused(
                        LEASE,
                        LINEAGE,
                        COPY,
                        new Reason("COPY_EXPIRED", "Retention removed the copy at 21:29:58"),
                        LATER),
                new AdoptionCompleted(
                        ADOPTION,
                        "site-b",
                        "backup",
                        "acme",
                        2,
                        9,
                        1,
                        1,
                        List.of(new AdoptionRefusal(
                                REPLICA,
                                REPLICA_REF,
                                SNAPSHOT,
                                new Reason(
                                        "MARK_DIFFERS",
                                        "snapshot " + SNAPSHOT
                                                + " was made anew under its name: what it holds is not known"))),
                        LATER),
                new AdoptionFailed(
                        ADOPTION,
                        "site-b",
                        "backup",
                        "acme",
                        new Reason("TARGET_UNREACHABLE", "cluster site-b did not answer"),
                        LATER),
                new VerificationCompleted(
                        VERIFICATION,
                        LINEAGE,
                        REF,
                        TARGET,
                        "acme",
                        VerificationResult.DIFFERENT,
                        POINT,
                        3 * GIB,
                        2,
                        new Reason(
                                "COPY_DIFFERS",
                                "first difference at offset 4194304: 2a and 00; 1 chunks of 4194304 compared bytes differ"),
                        LATER),
                new VerificationFailed(
                        VERIFICATION,
                        LINEAGE,
                        REF,
                        TARGET,
                        "acme",
                        new Reason("NOTHING_TO_COMPARE", "there is no complete copy on the target"),
                        LATER),
                new TransferProgressed(
                        COPY, RUN, LINEAGE, REF, TARGET, "move", 24 * MIB, 32 * MIB, 32 * MIB, 4 * MIB, 2L, CREATED),
                new RestoreProgressed(RESTORE, LINEAGE, "copy", 3 * GIB, null, null, LATER),
                new RestoreRequested(
                        RESTORE,
                        LINEAGE,
                        POINT,
                        COPY,
                        REF,
                        REPLICA_POINT,
                        SNAPSHOT,
                        20 * GIB,
                        DESTINATION,
                        true,
                        "acme",
                        "alice",
                        LATER,
                        DEADLINE),
                new CancelRequested(RUN, LINEAGE, "alice", CREATED),
                new RestoreCancelRequested(RESTORE, LINEAGE, "alice", CREATED),
                new ReleaseRequested(
                        UUID.fromString("01a2052a-7bc0-7e3f-8a4b-5c6d7e8f9a0b"),
                        LINEAGE,
                        IMAGE,
                        REF,
                        "alice",
                        LATER,
                        List.of(TARGET)),
                new AdoptionRequested(ADOPTION, "site-b", "backup", "acme", "acme", "alice", LATER, DEADLINE),
                new VerificationRequested(VERIFICATION, LINEAGE, REF, TARGET, "acme", "alice", LATER, DEADLINE),
                new DeadLetterReplayRequested(
                        UUID.fromString("01a2052a-7bc0-7a1b-8c2d-3e4f5a6b7c8d"),
                        Service.TRANSFER,
                        LETTER,
                        "alice",
                        LATER),
                new DeadLetterDiscardRequested(
                        UUID.fromString("01a2052a-7bc0-7b2c-8d3e-4f5a6b7c8d9e"),
                        Service.TRANSFER,
                        LETTER,
                        "alice",
                        LATER),
                new RestoreStarted(RESTORE, LINEAGE, POINT, DESTINATION, true, LATER),
                new RestoreCompleted(
                        RESTORE, LINEAGE, POINT, DESTINATION, RESTORED, true, false, 0, LATER, COPY, ENDED, null),
                new RestoreFailed(
                        RESTORE,
                        LINEAGE,
                        POINT,
                        DESTINATION,
                        new Reason(
                                "DESTINATION_EXISTS",
                                "site-b/backup/acme/vm-web-1-restored exists already; choose another name"),
                        LATER),
                new RestoreCancelled(
                        RESTORE, LINEAGE, POINT, DESTINATION, new Reason("CANCELLED", "cancelled by alice"), LATER),
                new RestoreFlattened(RESTORE, LINEAGE, POINT, DESTINATION, RESTORED, LATER),
                new LeaseRequested(LEASE, LINEAGE, COPY, "restore-service", "restore " + RESTORE, LATER),
                new LeaseReleased(LEASE, LINEAGE, COPY, LATER),
                new QueryAsked(
                        QUERY,
                        RetentionQuestion.NAME,
                        new EventJson().tree(new RetentionQuestion(LINEAGE)),
                        LATER,
                        LATER.plusSeconds(10)),
                new SnapshotAnswered(
                        QUERY, null, new Reason("UNKNOWN_QUESTION", "snapshot-service has no answer to that"), LATER),
                new TransferAnswered(QUERY, new EventJson().tree(retentionAnswer()), null, LATER),
                new RestoreAnswered(QUERY, null, new Reason("LETTER_GONE", "The record is not kept any more"), LATER),
                new UsageRecorded(
                        "moved:" + COPY,
                        UsageKind.MOVED,
                        "acme",
                        LINEAGE,
                        REF,
                        TARGET,
                        31 * MIB,
                        CREATED,
                        ENDED,
                        COPY,
                        RUN,
                        null),
                new AuditRecorded(
                        UUID.fromString("01a2052a-7bc0-7333-8444-555566667777"),
                        LATER,
                        "alice",
                        "acme",
                        "policy.delete",
                        "policy/gold",
                        AuditOutcome.COMPLETED,
                        "Revision 3 was deleted; its points stay"));
    }

    private static PolicySpec spec() {
        return new PolicySpec(
                new SourceSelector(
                        "site-a", List.of("rbd"), List.of("vm-*"), List.of("*-scratch"), Map.of("backup", "gold")),
                new Schedule(Duration.ofMinutes(15), null, "UTC", Duration.ZERO, true),
                List.of(new TargetSpec(TARGET, new KeepRule(24))),
                new KeepRule(1),
                DiffMode.AUTO,
                VerifyMode.READ_BACK,
                new Objectives(Duration.ofMinutes(30)),
                new Limits(
                        50 * MIB,
                        List.of(new BandwidthWindow(
                                LocalTime.of(22, 0), LocalTime.of(6, 0), "Europe/Berlin", 200 * MIB))),
                new AuditRule(Duration.ofDays(30)),
                DigestMode.AUTO);
    }

    private static RetentionAnswer retentionAnswer() {
        return new RetentionAnswer(List.of(new RetentionAnswer.Verdict(POINT, TARGET, true, "among the newest 24")));
    }

    private static Copy complete() {
        return copy(CopyState.COMPLETE, Assurance.VERIFIED, 31 * MIB, REPLICA_POINT, null, 4);
    }

    private static Copy failed() {
        Reason reason = new Reason(
                "TARGET_FULL", "Cluster site-b refused to write to site-b/backup/acme/vm-web-1: no space left");
        return copy(CopyState.FAILED, null, null, null, reason, 4);
    }

    private static Copy ended(CopyState state, Reason reason) {
        return copy(state, Assurance.VERIFIED, 31 * MIB, REPLICA_POINT, reason, 5);
    }

    private static Copy copy(
            CopyState state, Assurance assurance, Long bytesMoved, ReplicaPoint replica, Reason reason, long version) {
        return new Copy(
                COPY,
                POINT,
                RUN,
                LINEAGE,
                IMAGE,
                REF,
                "acme",
                "gold",
                91,
                SNAPSHOT,
                CREATED,
                20 * GIB,
                Consistency.CRASH,
                TARGET,
                state,
                assurance,
                CopyMode.INCREMENT,
                BASE,
                replica == null ? null : CopyDiff.FAST,
                replica == null ? null : FOUND,
                32 * MIB,
                bytesMoved,
                replica,
                reason,
                CREATED,
                CREATED.plusMillis(3),
                ENDED,
                version,
                null,
                replica == null ? null : DIGEST);
    }
}
