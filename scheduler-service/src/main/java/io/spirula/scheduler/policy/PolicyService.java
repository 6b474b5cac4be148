package io.spirula.scheduler.policy;

import io.spirula.contracts.NextVersion;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.manifest.Manifest;
import io.spirula.scheduler.manifest.ManifestReader;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Applies, pauses, resumes and deletes policies. Each change is one transaction with its events and its effects. */
@Service
@Transactional
public class PolicyService {

    private static final String DEFAULT_TENANT = "default";

    private final PolicyStore policies;
    private final PolicyEffects effects;
    private final Tenants tenants;
    private final SchedulerProperties properties;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final Clock clock;
    private final ManifestReader reader = new ManifestReader();

    public PolicyService(
            PolicyStore policies,
            PolicyEffects effects,
            Tenants tenants,
            SchedulerProperties properties,
            EventOutbox outbox,
            AuditLog audit,
            Clock clock) {
        this.policies = policies;
        this.effects = effects;
        this.tenants = tenants;
        this.properties = properties;
        this.outbox = outbox;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Reads a manifest for a caller, without changing anything.
     *
     * @param name the name that it must have; null when any will do
     * @throws Refusal when it is not valid, or the caller may not have such a policy
     */
    @Transactional(readOnly = true)
    public Draft draft(Caller caller, @Nullable String name, String manifest) {
        Manifest read = reader.read(manifest, properties.knownClusters());
        if (name != null && !name.equals(read.name())) {
            throw Refusal.invalid(
                    "metadata.name", "The manifest is of policy " + read.name() + ", but was sent for policy " + name);
        }
        String tenant =
                Optional.ofNullable(read.tenant()).orElse(caller.actsForEverybody() ? DEFAULT_TENANT : caller.tenant());
        Optional<Policy> existing = policies.find(read.name());
        check(caller, tenant, existing.map(Policy::tenant));
        checkPools(tenant, read.spec());
        Instant now = clock.instant();
        Policy policy = existing.map(old -> old.changed(read.spec(), manifest, now))
                .orElseGet(() -> new Policy(
                        read.name(),
                        tenant,
                        NextVersion.after(policies.lastRevision(read.name()), now),
                        false,
                        read.spec(),
                        manifest,
                        now,
                        now));
        return new Draft(policy, existing, read.warnings());
    }

    Applied apply(Caller caller, String name, String manifest) {
        effects.lock();
        Draft draft = draft(caller, name, manifest);
        List<String> warnings = new ArrayList<>(draft.warnings());
        warnings.addAll(effects.warningsOf(draft.policy()));
        if (draft.unchanged()) {
            return new Applied(draft.existing().orElseThrow(), false, false, warnings);
        }
        Policy policy = draft.policy();
        effects.conflictOf(policy).ifPresent(conflict -> {
            throw Refusal.of(ProblemCode.POLICY_CONFLICT, describe(policy, conflict));
        });
        save(policy);
        audit.completed(
                caller, policy.tenant(), "policy.apply", "policy/" + policy.name(), "revision " + policy.revision());
        return new Applied(policy, draft.existing().isEmpty(), true, warnings);
    }

    Policy pause(Caller caller, String name, boolean paused) {
        effects.lock();
        Policy policy = get(caller, name);
        if (policy.paused() == paused) {
            return policy;
        }
        Policy changed = policy.paused(paused, clock.instant());
        save(changed);
        String action = paused ? "policy.pause" : "policy.resume";
        audit.completed(caller, changed.tenant(), action, "policy/" + name, "revision " + changed.revision());
        return changed;
    }

    void delete(Caller caller, String name) {
        effects.lock();
        Policy policy = get(caller, name);
        Instant now = clock.instant();
        long revision = NextVersion.after(policy.revision(), now);
        policies.delete(name, revision, now);
        outbox.append(new PolicyDeleted(name, policy.tenant(), revision, now));
        effects.policiesChanged();
        audit.completed(caller, policy.tenant(), "policy.delete", "policy/" + name, "revision " + revision);
    }

    /**
     * @throws Refusal when the caller sees no such policy
     */
    @Transactional(readOnly = true)
    public Policy get(Caller caller, String name) {
        return policies.find(name)
                .filter(policy -> caller.sees(policy.tenant()))
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.NOT_FOUND, "There is no policy " + name + "; list them with: spirula policies"));
    }

    private void save(Policy policy) {
        policies.save(policy);
        outbox.append(policy.told());
        effects.policiesChanged();
    }

    private void check(Caller caller, String tenant, Optional<String> owner) {
        if (!caller.sees(tenant) || !owner.map(caller::sees).orElse(true)) {
            throw Refusal.of(
                    ProblemCode.FORBIDDEN,
                    "Token " + caller.name() + " acts for tenant " + caller.tenant()
                            + " and may not apply this policy: it belongs to another tenant, or its name is taken");
        }
        if (!tenants.exists(tenant)) {
            throw Refusal.invalid(
                    "There is no tenant " + tenant,
                    List.of(new FieldProblem(
                            "metadata.tenant",
                            "found '" + tenant + "', which is no configured tenant",
                            List.copyOf(tenants.names()))));
        }
        if (owner.isPresent() && !owner.get().equals(tenant)) {
            throw Refusal.invalid(
                    "metadata.tenant",
                    "The policy belongs to tenant " + owner.get() + ", which cannot be changed; delete it first");
        }
    }

    private void checkPools(String tenant, PolicySpec spec) {
        List<FieldProblem> problems = new ArrayList<>();
        for (int i = 0; i < spec.source().pools().size(); i++) {
            PoolRef pool =
                    PoolRef.parse(spec.source().cluster(), spec.source().pools().get(i));
            notAllowed(tenant, pool, "spec.source.pools[" + i + "]", problems);
        }
        for (int i = 0; i < spec.targets().size(); i++) {
            PoolRef pool = PoolRef.of(spec.targets().get(i).target());
            notAllowed(tenant, pool, "spec.targets[" + i + "].pool", problems);
        }
        if (!problems.isEmpty()) {
            throw Refusal.forbidden(problems.get(0).message(), problems);
        }
    }

    private void notAllowed(String tenant, PoolRef pool, String field, List<FieldProblem> problems) {
        if (!tenants.allows(tenant, pool)) {
            problems.add(new FieldProblem(
                    field, "Tenant " + tenant + " may not use pool " + pool.text() + "; ask the administrator for it"));
        }
    }

    private static String describe(Policy policy, PolicyConflict conflict) {
        return "Policies " + policy.name() + " and " + conflict.other() + " both want image "
                + conflict.image().text() + " on target " + conflict.target().key() + "; policy " + conflict.other()
                + " has it. Exclude the image from one of them, or name another target";
    }
}
