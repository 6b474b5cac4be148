package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gathers what counts for the snapshots of one image. */
@Component
class SourceJudgement {

    private final SnapshotLeases leases;
    private final Releases releases;
    private final PolicyRules rules;
    private final CancelledRuns cancelled;

    SourceJudgement(SnapshotLeases leases, Releases releases, PolicyRules rules, CancelledRuns cancelled) {
        this.cancelled = cancelled;
        this.leases = leases;
        this.releases = releases;
        this.rules = rules;
    }

    /** Whether it has to be repeated, since what policies say is not known for certain now. */
    boolean isProvisional() {
        return rules.areReadAgain();
    }

    SourceRetention of(ImageId image, List<SourceSnapshot> held) {
        return new SourceRetention(
                held,
                leases.active(image),
                releases.newest(image).orElse(null),
                rules.strictest(held.stream().map(SourceSnapshot::policy).collect(Collectors.toSet())),
                cancelled.among(held.stream().map(SourceSnapshot::run).collect(Collectors.toSet())));
    }
}
