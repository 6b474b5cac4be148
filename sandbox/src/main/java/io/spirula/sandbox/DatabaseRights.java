package io.spirula.sandbox;

import java.util.List;

/**
 * What is made for the services in PostgreSQL. The README and {@code docker/roles.sql} show administrators the same statements.
 */
final class DatabaseRights {
    private DatabaseRights() {}

    /** Nobody comes in who was not let in, not even to make temporary tables. To be run in that database. */
    static List<String> ofDatabase(String database) {
        return List.of(
                "REVOKE ALL ON DATABASE " + database + " FROM PUBLIC", "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    }

    /** A role that owns a schema of its name, and nothing else. To be run in that database. */
    static List<String> ofRole(String database, String role, String password) {
        return List.of(
                "CREATE ROLE " + role + " LOGIN PASSWORD '" + password + "'",
                "GRANT CONNECT ON DATABASE " + database + " TO " + role,
                "CREATE SCHEMA " + role + " AUTHORIZATION " + role);
    }
}
