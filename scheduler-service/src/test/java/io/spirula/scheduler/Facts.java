package io.spirula.scheduler;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.MirrorRole;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.SnapshotCreated;
import java.time.Instant;
import java.util.Map;

/** Events of other services, as they would tell them. */
final class Facts {

    static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    static final String FSID_A = "8a9b0c1d-0000-4000-8000-00000000000a";
    static final String FSID_B = "8a9b0c1d-0000-4000-8000-00000000000b";
    static final long SIZE = 1L << 30;

    private Facts() {}

    static ImageId image(String id) {
        return new ImageId(FSID_A, 1, "", id);
    }

    static LineageId lineage(String id) {
        return LineageId.mintFor(image(id));
    }

    static ImageRef ref(String name) {
        return new ImageRef("site-a", "rbd", "", name);
    }

    static ImageObserved observed(String id, String name, long version) {
        return observed(id, ref(name), version, false, Map.of());
    }

    static ImageObserved observed(String id, ImageRef ref, long version, boolean inTrash, Map<String, String> labels) {
        return new ImageObserved(
                image(id), ref, SIZE, 61, labels, inTrash, false, MirrorRole.NONE, version, NOW.plusSeconds(version));
    }

    static ImageGone gone(String id, String name, long version) {
        return new ImageGone(image(id), ref(name), version, NOW.plusSeconds(version));
    }

    static SnapshotCreated snapshot(BackupRequested request) {
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

    static Copy copy(BackupRequested request, TargetRef target, CopyState state, long version) {
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
                version);
    }

    static String policy(String name, String glob, String more) {
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
