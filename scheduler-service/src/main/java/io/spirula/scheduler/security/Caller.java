package io.spirula.scheduler.security;

import java.security.Principal;

/**
 * Who calls.
 *
 * @param name the token's name
 * @param role what it may do
 * @param tenant for whom; {@code *} for everybody
 */
public record Caller(String name, Role role, String tenant) implements Principal {

    /** The tenant that stands for all of them. */
    public static final String EVERYBODY = "*";

    @Override
    public String getName() {
        return name;
    }

    /** Whether the caller may see what belongs to this tenant. */
    public boolean sees(String owner) {
        return actsForEverybody() || tenant.equals(owner);
    }

    public boolean actsForEverybody() {
        return tenant.equals(EVERYBODY);
    }
}
