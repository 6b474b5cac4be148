package io.spirula.messaging.doctor;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What was seen of the database; the judgement is pure.
 *
 * @param version as {@code server_version_num}
 * @param role that we are
 * @param schema that our tables are in; empty when there is none
 * @param mayCreate whether the role may make tables in it
 * @param superuser whether it may do anything
 * @param otherSchemas that it may use although they are not ours
 * @param skew how far the machine's clock is ahead of the database's
 */
record DatabaseFacts(
        int version,
        String role,
        String schema,
        boolean mayCreate,
        boolean superuser,
        List<String> otherSchemas,
        Duration skew) {

    private static final int OLDEST = 120_000;
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Duration FATAL_SKEW = Duration.ofMinutes(5);

    private static final String DATABASE = "database";
    private static final String CLOCK = "clock";

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (version < OLDEST) {
            findings.add(Finding.failed(
                    DATABASE,
                    "version",
                    "DATABASE_OLD",
                    "PostgreSQL " + version / 10_000 + " is older than 12",
                    "pg_upgradecluster " + version / 10_000
                            + " main   # or what your system upgrades PostgreSQL with"));
        }
        if (!mayCreate) {
            findings.add(Finding.failed(
                    DATABASE,
                    "schema " + schema,
                    "DATABASE_RIGHTS",
                    "role " + role + " may not make tables in schema " + schema + ", which the next version needs",
                    line("ALTER SCHEMA " + quoted(schema) + " OWNER TO " + quoted(role))));
        }
        if (superuser) {
            findings.add(Finding.warning(
                    DATABASE,
                    "role " + role,
                    "DATABASE_ROLE_TOO_STRONG",
                    "role " + role + " may do anything in the whole server; it needs its schema alone",
                    line("ALTER ROLE " + quoted(role) + " NOSUPERUSER")));
        } else if (!otherSchemas.isEmpty()) {
            findings.add(Finding.warning(
                    DATABASE,
                    "role " + role,
                    "DATABASE_ROLE_TOO_STRONG",
                    "role " + role + " may use schemas that are not its own: " + otherSchemas,
                    line("REVOKE ALL ON SCHEMA " + quoted(otherSchemas.get(0)) + " FROM " + quoted(role))));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(
                    DATABASE,
                    "schema " + schema,
                    "PostgreSQL " + version / 10_000 + " answers role " + role + ", which owns what it needs"));
        }
        findings.add(clock());
        return findings;
    }

    private Finding clock() {
        Duration off = skew.abs();
        String text = "the machine's clock is " + off.toMillis() + " ms " + (skew.isNegative() ? "behind" : "ahead of")
                + " the database's";
        String mend = "timedatectl set-ntp true   # on the machine of the service and on the database's";
        if (off.compareTo(FATAL_SKEW) >= 0) {
            return Finding.failed(
                    CLOCK, "machine", "CLOCK_SKEW", text + "; Ceph will not take its tickets for good any more", mend);
        }
        return off.compareTo(SKEW) >= 0
                ? Finding.warning(CLOCK, "machine", "CLOCK_SKEW", text, mend)
                : Finding.ok(CLOCK, "machine", text);
    }

    private static String line(String statement) {
        return "psql spirula -c '" + statement.replace("'", "'\\''") + "'";
    }

    private static String quoted(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }
}
