package io.spirula.scheduler;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.VerifyMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Events of other services, as they would tell them. */
public final class Facts {

    public static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    public static final String FSID_A = "8a9b0c1d-0000-4000-8000-00000000000a";
    public static final String FSID_B = "8a9b0c1d-0000-4000-8000-00000000000b";
    public static final long SIZE = 1L << 30;

    private Facts() {}

    public static ImageId image(String id) {
        return new ImageId(FSID_A, 1, "", id);
    }

    public static LineageId lineage(String id) {
        return LineageId.mintFor(image(id));
    }

    public static ImageRef ref(String name) {
        return new ImageRef("site-a", "rbd", "", name);
    }

    public static ImageObserved observed(String id, String name, long version) {
        return observed(id, ref(name), version, false, Map.of());
    }

    public static ImageObserved observed(
            String id, ImageRef ref, long version, boolean inTrash, Map<String, String> labels) {
        return new ImageObserved(
                image(id), ref, SIZE, 61, labels, inTrash, false, MirrorRole.NONE, version, NOW.plusSeconds(version));
    }

    public static ImageGone gone(String id, String name, long version) {
        return new ImageGone(image(id), ref(name), version, NOW.plusSeconds(version));
    }

    /** A request of a run that was started at {@link #NOW}. */
    public static BackupRequested request(String image, int run, TargetRef... targets) {
        RunId id = new RunId(new UUID(0x019389d00000_7000L, 0x8000_0000_0000_0000L + run));
        return new BackupRequested(
                id,
                "gold",
                1,
                "acme",
                null,
                List.of(new BackupMember(lineage(image), image(image), ref(image), PointId.of(id, lineage(image)))),
                List.of(targets),
                new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK),
                NOW.plusSeconds(run * 60L),
                NOW.plusSeconds(run * 60L + 600));
    }

    /** A target on site-b. */
    public static TargetRef target(String name, String pool) {
        return new TargetRef(name, TargetType.RBD, "site-b", pool, "");
    }

    public static SnapshotCreated snapshot(BackupRequested request) {
        BackupMember member = request.members().get(0);
        return new SnapshotCreated(
                request.run(),
                member.point(),
                member.lineage(),
                member.image(),
                member.ref(),
                request.tenant(),
                request.policy(),
                7,
                SnapshotName.of(request.requestedAt(), request.run()),
                SIZE,
                Consistency.CRASH,
                request.targets(),
                request.settings(),
                request.requestedAt(),
                request.deadline());
    }

    /** That of any complete copy. */
    public static final String DIGEST = "sum256:" + "7c".repeat(32);

    public static Copy copy(BackupRequested request, TargetRef target, CopyState state, long version) {
        BackupMember member = request.members().get(0);
        boolean complete = state == CopyState.COMPLETE;
        return new Copy(
                CopyId.of(member.point(), target.key()),
                member.point(),
                request.run(),
                member.lineage(),
                member.image(),
                member.ref(),
                request.tenant(),
                request.policy(),
                7,
                SnapshotName.of(request.requestedAt(), request.run()),
                request.requestedAt(),
                SIZE,
                Consistency.CRASH,
                target,
                state,
                complete ? Assurance.VERIFIED : null,
                CopyMode.FULL,
                null,
                complete ? CopyDiff.EXACT : null,
                complete ? new Reason("NO_BASE", "there is no base") : null,
                4096L,
                complete ? 4096L : null,
                complete
                        ? new ReplicaPoint(
                                new ImageId(FSID_B, 2, "", "r" + member.image().image()),
                                new ImageRef("site-b", "rbd", "", member.ref().name()),
                                1,
                                9)
                        : null,
                state == CopyState.FAILED ? new Reason("TARGET_FULL", "pool rbd of site-b is full; add space") : null,
                request.requestedAt(),
                request.requestedAt(),
                state.terminal() ? request.requestedAt().plusSeconds(1) : null,
                version,
                null,
                complete ? DIGEST : null);
    }

    public static String policy(String name, String glob, String more) {
        return """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %s }
                spec:
                  source: { cluster: site-a, pools: [rbd], images: ["%s"] }
                  targets:
                    - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 3 } }
                %s
                """.formatted(name, glob, more.indent(2));
    }
}
