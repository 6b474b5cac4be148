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
 * @param audit how often replicas are compared with their sources; given null, as older versions wrote it, it is the default.
 *     See {@link #auditRule()}
 * @param digest whether increments keep up digests; given null, as older versions wrote it, it is the default. See
 *     {@link #digestMode()}
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
        // a policy that an older version wrote equals the one that is read from the same manifest now
        audit = audit == null ? AuditRule.DEFAULT : audit;
        digest = digest == null ? DigestMode.DEFAULT : digest;
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
        return Objects.requireNonNull(audit, "audit");
    }

    /** Whether increments keep up digests. */
    public DigestMode digestMode() {
        return Objects.requireNonNull(digest, "digest");
    }
}
