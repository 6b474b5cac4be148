package io.spirula.snapshot;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Backups as scheduler-service asks for them. */
public final class Requests {

    public static final TargetRef DR = new TargetRef("dr", TargetType.RBD, "site-b", "rbd", "");

    private Requests() {}

    public static ImageId image(String id) {
        return new ImageId("7e3c4a52-0000-4000-8000-000000000000", 2, "", id);
    }

    public static BackupRequested backup(ImageId image, Instant at) {
        return backup(at, image);
    }

    public static BackupRequested backup(Instant at, ImageId... images) {
        RunId run = new RunId(UUID.randomUUID());
        return new BackupRequested(
                run,
                "gold",
                1,
                "acme",
                null,
                Arrays.stream(images).map(image -> member(run, image)).toList(),
                List.of(DR),
                new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK),
                at,
                at.plus(Duration.ofMinutes(5)));
    }

    /** The policy of these requests, which keeps so many snapshots on the source. */
    public static PolicyChanged policy(int last, long revision, Instant at) {
        return new PolicyChanged(
                "gold",
                "acme",
                revision,
                false,
                new PolicySpec(
                        new SourceSelector("site-a", List.of("rbd"), List.of("*"), List.of(), Map.of()),
                        new Schedule(Duration.ofSeconds(10), null, "UTC", Duration.ZERO, true),
                        List.of(new TargetSpec(DR, new KeepRule(3))),
                        new KeepRule(last),
                        DiffMode.AUTO,
                        VerifyMode.READ_BACK,
                        new Objectives(null),
                        null,
                        null,
                        null),
                at);
    }

    private static BackupMember member(RunId run, ImageId image) {
        LineageId lineage = LineageId.mintFor(image);
        return new BackupMember(
                lineage, image, new ImageRef("site-a", "rbd", image.namespace(), "vm-1"), PointId.of(run, lineage));
    }
}
