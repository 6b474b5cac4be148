package io.spirula.contracts.event;

import io.spirula.contracts.policy.PolicySpec;
import java.time.Instant;

/**
 * A policy was created, changed, paused or resumed.
 *
 * @param name the policy
 * @param tenant whose it is
 * @param revision grows with each change
 * @param paused whether its schedule rests
 * @param spec what it asks for
 * @param changedAt when
 */
public record PolicyChanged(
        String name, String tenant, long revision, boolean paused, PolicySpec spec, Instant changedAt)
        implements Event {

    @Override
    public String key() {
        return name;
    }

    @Override
    public String businessKey() {
        return name + "#" + revision;
    }
}
