package io.spirula.snapshot.retention;

import io.spirula.contracts.policy.KeepRule;
import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What policies say of snapshots on the source; a projection of {@code spirula.policy}. */
@Repository
class PolicyRules {

    private static final KeepRule WITHOUT_POLICY = new KeepRule(1);

    private final JdbcClient jdbc;

    PolicyRules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether that was news. */
    boolean changed(String policy, long revision, KeepRule rule) {
        return store(policy, revision, rule.last(), false);
    }

    /** Whether that was news. */
    boolean deleted(String policy, long revision) {
        return store(policy, revision, WITHOUT_POLICY.last(), true);
    }

    private boolean store(String policy, long revision, int last, boolean deleted) {
        return jdbc.sql("""
                        insert into policy_rule as known (policy, revision, keep_last, deleted)
                        values (:policy, :revision, :last, :deleted)
                        on conflict (policy) do update set revision = excluded.revision,
                            keep_last = excluded.keep_last, deleted = excluded.deleted
                        where excluded.revision > known.revision or known.deleted
                        """)
                        .param("policy", policy)
                        .param("revision", revision)
                        .param("last", last)
                        .param("deleted", deleted)
                        .update()
                == 1;
    }

    /** The rule that keeps most of those that these policies have. */
    KeepRule strictest(Collection<String> policies) {
        return policies.isEmpty()
                ? WITHOUT_POLICY
                : new KeepRule(jdbc.sql(
                                "select coalesce(max(keep_last), :fallback) from policy_rule where policy in (:policies)")
                        .param("policies", policies)
                        .param("fallback", WITHOUT_POLICY.last())
                        .query(Integer.class)
                        .single());
    }
}
