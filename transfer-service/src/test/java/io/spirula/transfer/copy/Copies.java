package io.spirula.transfer.copy;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.VerifyMode;
import java.time.Instant;
import java.util.UUID;

/** Copies of one lineage on one target, told apart by their source snapshots. */
public final class Copies {

    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final ImageId SOURCE = new ImageId("aaaaaaaa-0000-0000-0000-000000000000", 1, "", "1a");
    public static final ImageId REPLICA = new ImageId("bbbbbbbb-0000-0000-0000-000000000000", 2, "", "2b");
    public static final LineageId LINEAGE = LineageId.mintFor(SOURCE);
    public static final TargetRef TARGET = new TargetRef("dr", TargetType.RBD, "site-b", "rbd", "");
    public static final Reason WHY = new Reason("TEST", "since a test wants it");

    public static final String DIGEST = "sum256:" + "5a".repeat(32);

    private Copies() {}

    public static TrackedCopy pending(long sourceSnapshot) {
        RunId run = new RunId(new UUID(7, sourceSnapshot));
        PointId point = PointId.of(run, LINEAGE);
        Copy told = new Copy(
                CopyId.of(point, TARGET.key()),
                point,
                run,
                LINEAGE,
                SOURCE,
                new ImageRef("site-a", "rbd", "", "vm-1"),
                "acme",
                "gold",
                sourceSnapshot,
                "s" + sourceSnapshot,
                NOW.plusSeconds(sourceSnapshot),
                4096,
                Consistency.CRASH,
                TARGET,
                CopyState.PENDING,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                NOW,
                null,
                null,
                1);
        return new TrackedCopy(
                told,
                new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK),
                NOW.plusSeconds(3600),
                null,
                0,
                null,
                null,
                false,
                null);
    }

    public static TrackedCopy complete(long sourceSnapshot) {
        CompletedMove move = new CompletedMove(
                CopyMode.FULL,
                null,
                CopyDiff.EXACT,
                WHY,
                Assurance.VERIFIED,
                10,
                5,
                new UUID(1, 1),
                new ReplicaPoint(REPLICA, new ImageRef("site-b", "rbd", "", "vm-1"), 1, sourceSnapshot + 100),
                DIGEST);
        return pending(sourceSnapshot).begun(NOW).completed(move, NOW);
    }

    /** A copy in any state, reached legally. */
    public static TrackedCopy in(CopyState state, long sourceSnapshot) {
        return switch (state) {
            case PENDING -> pending(sourceSnapshot);
            case TRANSFERRING -> pending(sourceSnapshot).begun(NOW);
            case COMPLETE -> complete(sourceSnapshot);
            case FAILED -> pending(sourceSnapshot).failed(WHY, NOW);
            case EXPIRED -> complete(sourceSnapshot).expired(WHY);
            case LOST -> complete(sourceSnapshot).lost(WHY);
            case QUARANTINED -> complete(sourceSnapshot).quarantined(WHY);
        };
    }
}
