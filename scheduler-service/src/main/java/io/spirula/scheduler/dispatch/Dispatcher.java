package io.spirula.scheduler.dispatch;

import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.protection.DueKey;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.protection.ProtectionStore;
import io.spirula.scheduler.run.BusyTargets;
import io.spirula.scheduler.run.RunOrder;
import io.spirula.scheduler.run.RunService;
import io.spirula.scheduler.run.RunStore;
import io.spirula.scheduler.schedule.Deadlines;
import io.spirula.scheduler.schedule.DueDecision;
import io.spirula.scheduler.schedule.DueTimes;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Starts a run that is due. The row of the protection is locked meanwhile: of several instances one gets it. */
@Component
public class Dispatcher {

    private final ProtectionStore protections;
    private final PolicyStore policies;
    private final ImageStore images;
    private final RunStore runStore;
    private final RunService runs;
    private final Deadlines deadlines;
    private final Clock clock;

    public Dispatcher(
            ProtectionStore protections,
            PolicyStore policies,
            ImageStore images,
            RunStore runStore,
            RunService runs,
            Deadlines deadlines,
            Clock clock) {
        this.protections = protections;
        this.policies = policies;
        this.images = images;
        this.runStore = runStore;
        this.runs = runs;
        this.deadlines = deadlines;
        this.clock = clock;
    }

    /** False when it was not due, or somebody else was faster. */
    @Transactional
    public boolean dispatch(DueKey key) {
        Instant now = clock.instant();
        Optional<Protection> claimed = protections.claim(key, now);
        claimed.ifPresent(protection -> policies.find(protection.policy())
                .ifPresentOrElse(
                        policy -> dispatch(key, protection, policy, now), () -> protections.setNextDue(key, null)));
        return claimed.isPresent();
    }

    private void dispatch(DueKey key, Protection protection, Policy policy, Instant now) {
        Instant dueAt = Optional.ofNullable(protection.nextDue()).orElse(now);
        DueDecision decision = DueDecision.of(
                DueTimes.of(protection.schedule(), protection.lineage()),
                dueAt,
                now,
                protection.targets(),
                BusyTargets.why(runStore.busy(protection.lineage()), policy.tenant()::equals),
                protection.schedule().catchUp());
        boolean skipped = decision.skipped() != null;
        RunOrder order = new RunOrder(
                policy,
                protection.lineage(),
                protection.image(),
                images.find(protection.image()).map(image -> image.ref()).orElse(protection.ref()),
                skipped ? protection.targets() : decision.targets(),
                decision.trigger(),
                AuditLog.SCHEDULE,
                dueAt,
                deadlines.of(protection.schedule(), protection.lineage(), now));
        Optional.ofNullable(decision.skipped())
                .ifPresentOrElse(reason -> runs.skip(order, reason), () -> runs.start(order));
        protections.setNextDue(key, decision.nextDue());
    }

    /** What is due now, longest first. */
    List<DueKey> due(int limit) {
        return protections.due(clock.instant(), limit);
    }
}
