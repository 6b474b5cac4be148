package io.spirula.transfer.policy;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.messaging.inbox.ReadAgain;
import io.spirula.transfer.copy.Route;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What policies ask of their targets, as last told; a projection of {@code spirula.policy}. While the topic is read again they
 * ask for everything to stay as it is.
 */
@Component
public class PolicyStore {

    private static final EventJson JSON = new EventJson();

    private final JdbcClient jdbc;
    private final ReadAgain readAgain;

    PolicyStore(JdbcClient jdbc, ReadAgain readAgain) {
        this.jdbc = jdbc;
        this.readAgain = readAgain;
    }

    /** Whether they are not whole now: what is decided by them is decided again later. */
    public boolean areReadAgain() {
        return readAgain.isUnderWay(Topic.POLICY);
    }

    /** In the transaction that has them read again. */
    void forgetAll() {
        jdbc.sql("delete from policy_target").update();
        jdbc.sql("delete from policy").update();
    }

    /**
     * Takes over what a policy says now.
     *
     * @return whether that is news
     */
    boolean change(String name, long revision, List<TargetSpec> targets, @Nullable Limits limits, AuditRule audit) {
        if (!advance(name, revision, false)) {
            return false;
        }
        Duration every = audit.every();
        jdbc.sql("""
                        update policy set limits = cast(:limits as jsonb), audit_seconds = :seconds where name = :name
                        """)
                .param("limits", limits == null ? null : JSON.tree(limits).toString())
                .param("seconds", every == null ? null : every.toSeconds(), Types.BIGINT)
                .param("name", name)
                .update();
        jdbc.sql("update policy_target set removed = true where policy = ?")
                .param(name)
                .update();
        for (TargetSpec target : targets) {
            jdbc.sql("""
                            insert into policy_target (policy, target_key, keep_last, removed) values (?, ?, ?, false)
                            on conflict (policy, target_key)
                            do update set keep_last = excluded.keep_last, removed = false
                            """)
                    .params(name, target.target().key(), target.retention().last())
                    .update();
        }
        return true;
    }

    /**
     * The policy is gone.
     *
     * @return whether that is news
     */
    boolean delete(String name, long revision) {
        return advance(name, revision, true);
    }

    private boolean advance(String name, long revision, boolean deleted) {
        return jdbc.sql("""
                                insert into policy (name, revision, deleted) values (?, ?, ?)
                                on conflict (name) do update set revision = excluded.revision, deleted = excluded.deleted
                                where policy.revision < excluded.revision
                                """).params(name, revision, deleted).update() > 0;
    }

    /** The route is given up, until a run that is newer than the command takes it again. */
    void abandon(Route route, UUID command) {
        jdbc.sql("""
                        insert into route_release (lineage, target_key, command) values (?, ?, ?)
                        on conflict (lineage, target_key) do update set command = excluded.command
                        where route_release.command < excluded.command
                        """)
                .params(route.lineage().value(), route.targetKey(), command)
                .update();
    }

    /**
     * Whether it is known that nothing is sent on the route any more: the policy of its newest copy, however that ended, does
     * not, or it was given up.
     */
    public boolean abandons(Route route) {
        // in this order: what was found before the topic was set back is right
        boolean found = jdbc.sql("""
                                with newest as (
                                    select policy, run from copy where lineage = ? and target_key = ?
                                    order by source_snapshot_id desc, id desc limit 1)
                                select coalesce(bool_or(coalesce(p.deleted, false) or coalesce(t.removed, false)
                                    or coalesce(r.command > n.run, false)), false)
                                from newest n left join policy p on p.name = n.policy
                                left join policy_target t on t.policy = p.name and t.target_key = ?
                                left join route_release r on r.lineage = ? and r.target_key = ?
                                """)
                .params(
                        route.lineage().value(),
                        route.targetKey(),
                        route.targetKey(),
                        route.lineage().value(),
                        route.targetKey())
                .query(Boolean.class)
                .single();
        return found && !areReadAgain();
    }

    /** How fast data of a policy may be moved; empty while that is not known. */
    public Optional<Limits> limits(String policy) {
        Optional<Limits> found = jdbc.sql("select limits from policy where name = ? and limits is not null")
                .param(policy)
                .query((row, n) -> JSON.fromTree(JsonMapper.shared().readTree(row.getString("limits")), Limits.class))
                .optional();
        return areReadAgain() ? Optional.empty() : Optional.of(found.orElse(Limits.NONE));
    }

    /** How often a policy wants the replicas on a target compared; empty when it does not, or has no rule. */
    public Optional<Duration> auditEvery(String policy, String targetKey) {
        Optional<Duration> found = jdbc.sql("""
                                select p.audit_seconds from policy p
                                join policy_target t on t.policy = p.name and t.target_key = ? and not t.removed
                                where p.name = ? and not p.deleted and p.audit_seconds is not null
                                """)
                .params(targetKey, policy)
                .query(Long.class)
                .optional()
                .map(Duration::ofSeconds);
        return areReadAgain() ? Optional.empty() : found;
    }

    /** The rule of a policy for a target; empty when it has none: then everything stays. */
    public Optional<KeepRule> rule(String policy, String targetKey) {
        Optional<KeepRule> found = jdbc.sql("""
                                select t.keep_last from policy p
                                join policy_target t on t.policy = p.name and t.target_key = ? and not t.removed
                                where p.name = ? and not p.deleted
                                """)
                .params(targetKey, policy)
                .query(Integer.class)
                .optional()
                .map(KeepRule::new);
        return areReadAgain() ? Optional.empty() : found;
    }
}
