package io.spirula.scheduler.dispatch;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.inventory.ImageFinder;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.protection.ProtectionStore;
import io.spirula.scheduler.run.BusyTargets;
import io.spirula.scheduler.run.Run;
import io.spirula.scheduler.run.RunOrder;
import io.spirula.scheduler.run.RunService;
import io.spirula.scheduler.run.RunStore;
import io.spirula.scheduler.schedule.Deadlines;
import io.spirula.scheduler.schedule.DueDecision;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Starts runs that somebody asks for: all that were asked for, or none. A paused policy is no hindrance. */
@Service
class BackupService {

    private final ImageFinder images;
    private final ProtectionStore protections;
    private final PolicyStore policies;
    private final RunStore runStore;
    private final RunService runs;
    private final Tenants tenants;
    private final Deadlines deadlines;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final Clock clock;

    BackupService(
            ImageFinder images,
            ProtectionStore protections,
            PolicyStore policies,
            RunStore runStore,
            RunService runs,
            Tenants tenants,
            Deadlines deadlines,
            Idempotency idempotency,
            AuditLog audit,
            Clock clock) {
        this.images = images;
        this.protections = protections;
        this.policies = policies;
        this.runStore = runStore;
        this.runs = runs;
        this.tenants = tenants;
        this.deadlines = deadlines;
        this.idempotency = idempotency;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * @param names what people call the images
     * @param policy the policy to run; null for every one that protects the image
     * @throws Refusal when one of the images is not known, not protected, or busy on every target
     */
    @Transactional
    public List<RunId> request(Caller caller, List<String> names, @Nullable String policy, @Nullable String key) {
        String request = "backup " + names + " " + policy;
        List<UUID> ids = idempotency.once(
                caller,
                key,
                request,
                () -> start(caller, names, policy).stream()
                        .map(run -> run.id().value())
                        .toList());
        return ids.stream().map(RunId::new).toList();
    }

    private List<Run> start(Caller caller, List<String> names, @Nullable String policy) {
        protections.lockPolicies();
        // Everybody locks in the same order, so that two requests cannot wait for each other.
        List<ObservedImage> found = names.stream()
                .map(name -> images.one(name, tenants.poolsOf(caller)))
                .distinct()
                .sorted(Comparator.comparing(image -> image.id().text()))
                .toList();
        List<Run> started = new ArrayList<>();
        for (ObservedImage image : found) {
            List<RunOrder> orders = orders(caller, image, policy);
            for (RunOrder order : orders) {
                Run run = runs.start(order);
                started.add(run);
                audit.accepted(
                        caller,
                        run.tenant(),
                        RunService.REQUEST,
                        "run/" + run.id(),
                        run.ref().text() + " under policy " + run.policy());
            }
        }
        return started;
    }

    private List<RunOrder> orders(Caller caller, ObservedImage image, @Nullable String policy) {
        Map<Protection, Policy> visible = visible(
                caller,
                protections.lockOfImage(image.id()).stream()
                        .filter(Protection::isEffective)
                        .filter(protection ->
                                policy == null || protection.policy().equals(policy))
                        .toList());
        if (visible.isEmpty()) {
            throw Refusal.of(
                    ProblemCode.NOT_PROTECTED,
                    (policy == null ? "No policy protects image " : "Policy " + policy + " does not protect image ")
                            + image.ref().text() + "; see why with: spirula plan -f FILE");
        }
        Map<String, String> busy = BusyTargets.why(runStore.busy(LineageId.mintFor(image.id())), caller::sees);
        Instant now = clock.instant();
        List<RunOrder> orders = new ArrayList<>();
        visible.forEach((protection, owner) -> {
            List<TargetRef> free = protection.targets().stream()
                    .filter(target -> !busy.containsKey(target.key()))
                    .toList();
            if (!free.isEmpty()) {
                orders.add(order(caller, owner, protection, image, free, now));
            }
        });
        if (orders.isEmpty()) {
            List<TargetRef> all = visible.keySet().stream()
                    .flatMap(protection -> protection.targets().stream())
                    .toList();
            throw Refusal.of(
                    ProblemCode.BUSY,
                    "Every target of image " + image.ref().text() + " is busy: " + DueDecision.describe(all, busy)
                            + ". Wait for that run, or cancel it");
        }
        return orders;
    }

    private RunOrder order(
            Caller caller,
            Policy policy,
            Protection protection,
            ObservedImage image,
            List<TargetRef> targets,
            Instant now) {
        return new RunOrder(
                policy,
                protection.lineage(),
                image.id(),
                image.ref(),
                targets,
                RunTrigger.MANUAL,
                caller.name(),
                now,
                deadlines.of(protection.schedule(), protection.lineage(), now));
    }

    /** Those whose policy the caller sees; of others nothing is started and nothing told. */
    private Map<Protection, Policy> visible(Caller caller, List<Protection> effective) {
        Map<Protection, Policy> visible = new LinkedHashMap<>();
        effective.forEach(protection -> policies.find(protection.policy())
                .filter(policy -> caller.sees(policy.tenant()))
                .ifPresent(policy -> visible.put(protection, policy)));
        return visible;
    }
}
