package io.spirula.scheduler.policy;

import io.spirula.contracts.NextVersion;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.policy.PolicySpec;
import java.time.Instant;

/**
 * A policy.
 *
 * @param name its name
 * @param tenant whose it is
 * @param revision grows with each change, also over deletion and creation under the same name
 * @param paused whether its schedule rests; images stay protected
 * @param spec what it asks for
 * @param manifest as it was written
 * @param createdAt when it was first applied
 * @param changedAt when it was changed last
 */
public record Policy(
        String name,
        String tenant,
        long revision,
        boolean paused,
        PolicySpec spec,
        String manifest,
        Instant createdAt,
        Instant changedAt) {

    Policy changed(PolicySpec newSpec, String newManifest, Instant at) {
        return new Policy(name, tenant, NextVersion.after(revision, at), paused, newSpec, newManifest, createdAt, at);
    }

    Policy paused(boolean rests, Instant at) {
        return new Policy(name, tenant, NextVersion.after(revision, at), rests, spec, manifest, createdAt, at);
    }

    PolicyChanged told() {
        return new PolicyChanged(name, tenant, revision, paused, spec, changedAt);
    }

    /** What it is called to people of a tenant: they are told that another tenant has one in their way, not which. */
    public String nameFor(String reader) {
        return reader.equals(tenant) ? name : "of another tenant";
    }
}
