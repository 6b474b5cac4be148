package io.spirula.snapshot.retention;

import io.spirula.contracts.event.Topic;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.messaging.inbox.ReadAgain;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What policies say of snapshots on the source; a projection of {@code spirula.policy}. */
@Repository
class PolicyRules {

    private static final KeepRule WITHOUT_POLICY = new KeepRule(1);

    private static final KeepRule EVERYTHING = new KeepRule(Integer.MAX_VALUE);

    private final JdbcClient jdbc;
    private final ReadAgain readAgain;

    PolicyRules(JdbcClient jdbc, ReadAgain readAgain) {
        this.jdbc = jdbc;
        this.readAgain = readAgain;
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

    /** The rule that keeps most of those that these policies have; while one of them is not known, everything is kept. */
    KeepRule strictest(Set<String> policies) {
        if (policies.isEmpty()) {
            return WITHOUT_POLICY;
        }
        List<Integer> known = jdbc.sql("select keep_last from policy_rule where policy in (:policies)")
                .param("policies", policies)
                .query(Integer.class)
                .list();
        return known.size() < policies.size() || areReadAgain() ? EVERYTHING : new KeepRule(Collections.max(known));
    }

    /** Whether they are not whole now: what they say is judged again later. */
    boolean areReadAgain() {
        return readAgain.isUnderWay(Topic.POLICY);
    }

    /** In the transaction that has them read again. */
    void forgetAll() {
        jdbc.sql("delete from policy_rule").update();
    }
}
