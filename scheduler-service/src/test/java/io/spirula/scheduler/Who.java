package io.spirula.scheduler;

import java.util.List;

/**
 * A caller.
 *
 * @param name for people
 * @param role empty for one whose token is not taken
 * @param tenant for whom it acts
 * @param secret what it sends; empty when it sends none
 */
record Who(String name, String role, String tenant, String secret) {

    static final List<String> ROLES = List.of("viewer", "operator", "admin");

    int rank() {
        return ROLES.indexOf(role);
    }

    @Override
    public String toString() {
        return name;
    }
}
