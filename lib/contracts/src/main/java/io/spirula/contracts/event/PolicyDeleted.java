package io.spirula.contracts.event;

import java.time.Instant;

/**
 * A policy is gone. Points made under it stay.
 *
 * @param name the policy
 * @param tenant whose it was
 * @param revision one more than its last one
 * @param deletedAt when
 */
public record PolicyDeleted(String name, String tenant, long revision, Instant deletedAt) implements Event {

    @Override
    public String key() {
        return name;
    }

    @Override
    public String businessKey() {
        return name + "#" + revision;
    }
}
