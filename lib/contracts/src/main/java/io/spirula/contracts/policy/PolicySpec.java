package io.spirula.contracts.policy;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a policy asks for, complete with defaults: the result of reading a manifest, and what PolicyChanged carries.
 *
 * @param source which images
 * @param schedule when
 * @param targets where copies go; never empty
 * @param sourceRetention how many of our snapshots stay on the source at least; what a target still needs stays anyway
 * @param diff how changes are found
 * @param verify how a copy is proven before it counts as complete
 * @param objectives what the operator wants to be told about when missed
 * @param limits how fast its data may be moved; null when it says nothing of that
 * @param audit how often replicas are compared with their sources; null in what older versions wrote, see
 *     {@link #auditRule()}
 * @param digest whether increments keep up digests; null in what older versions wrote, see {@link #digestMode()}
 */
public record PolicySpec(
        SourceSelector source,
        Schedule schedule,
        List<TargetSpec> targets,
        KeepRule sourceRetention,
        DiffMode diff,
        VerifyMode verify,
        Objectives objectives,
        @Nullable Limits limits,
        @Nullable AuditRule audit,
        @Nullable DigestMode digest) {

    public PolicySpec {
        targets = List.copyOf(targets);
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("A policy needs at least one target");
        }
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(schedule, "schedule");
    }

    /** With what holds unless something else is said. */
    public PolicySpec(
            SourceSelector source,
            Schedule schedule,
            List<TargetSpec> targets,
            KeepRule sourceRetention,
            DiffMode diff,
            VerifyMode verify,
            Objectives objectives) {
        this(
                source,
                schedule,
                targets,
                sourceRetention,
                diff,
                verify,
                objectives,
                null,
                AuditRule.DEFAULT,
                DigestMode.DEFAULT);
    }

    /** How often replicas are compared with their sources. */
    public AuditRule auditRule() {
        return audit == null ? AuditRule.DEFAULT : audit;
    }

    /** Whether increments keep up digests. */
    public DigestMode digestMode() {
        return digest == null ? DigestMode.DEFAULT : digest;
    }
}
