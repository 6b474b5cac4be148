package io.spirula.transfer.copy;

import io.spirula.contracts.LineageId;
import io.spirula.messaging.work.WorkWaker;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The routes, and what is to be tidied on them: source snapshots to let go of, copies and generations to remove. */
@Component
public class RouteStore {

    private final JdbcClient jdbc;
    private final WorkWaker waker;

    RouteStore(JdbcClient jdbc, WorkWaker waker) {
        this.jdbc = jdbc;
        this.waker = waker;
    }

    public Optional<Route> find(UUID id) {
        return jdbc.sql("select lineage, target_key from route where id = ?")
                .param(id)
                .query((row, n) ->
                        new Route(new LineageId(row.getObject("lineage", UUID.class)), row.getString("target_key")))
                .optional();
    }

    /** Makes the route known and wakes its work. */
    public void open(Route route) {
        jdbc.sql("insert into route (id, lineage, target_key) values (?, ?, ?) on conflict do nothing")
                .params(route.id(), route.lineage().value(), route.targetKey())
                .update();
        wake(route);
    }

    public void wake(Route route) {
        waker.wake(Route.QUEUE, route.instance());
    }

    /** Something may be let go of or removed: have it looked at. */
    public void requestTidy(Route route) {
        jdbc.sql("update route set tidy_requested = tidy_requested + 1, tidy_not_before = null where id = ?")
                .param(route.id())
                .update();
        wake(route);
    }

    /** Has every route looked at that ever carried a copy of the policy. */
    public void requestTidyOfPolicy(String policy) {
        jdbc.sql("""
                        select distinct r.lineage, r.target_key from route r
                        join copy c on c.lineage = r.lineage and c.target_key = r.target_key
                        where c.policy = ?
                        """)
                .param(policy)
                .query((row, n) ->
                        new Route(new LineageId(row.getObject("lineage", UUID.class)), row.getString("target_key")))
                .list()
                .forEach(this::requestTidy);
    }

    /** The ticket of a tidying that is due; empty when there is nothing to tidy now. */
    public Optional<Long> tidyTicket(Route route, Instant now) {
        return jdbc.sql("""
                        select tidy_requested from route
                        where id = ? and tidy_requested > tidy_done
                          and (tidy_not_before is null or tidy_not_before <= ?)
                        """).params(route.id(), at(now)).query(Long.class).optional();
    }

    /** Everything that was requested up to the ticket is done. */
    public void tidied(Route route, long ticket) {
        jdbc.sql("update route set tidy_done = greatest(tidy_done, ?) where id = ?")
                .params(ticket, route.id())
                .update();
    }

    /** Tidying was not possible now. */
    public void postponeTidy(Route route, Instant until) {
        jdbc.sql("update route set tidy_not_before = ? where id = ?")
                .params(at(until), route.id())
                .update();
    }

    /** Routes with something to do now, longest waiting first. */
    public List<UUID> due(Instant now, int limit) {
        return jdbc.sql("""
                        select id from (
                            select r.id, min(c.told -> 'copy' ->> 'requestedAt') as since
                            from route r join copy c on c.lineage = r.lineage and c.target_key = r.target_key
                            where c.state in ('pending', 'transferring')
                              and (c.next_attempt_at is null or c.next_attempt_at <= :now)
                            group by r.id
                            union
                            select r.id, null from route r
                            join adoption_replica a on a.lineage = r.lineage and a.target_key = r.target_key
                            where not a.decided and (a.not_before is null or a.not_before <= :now)
                            union
                            select id, null from route
                            where tidy_requested > tidy_done and (tidy_not_before is null or tidy_not_before <= :now)
                            union
                            select r.id, null from route r
                            join replica g on g.lineage = r.lineage and g.target_key = r.target_key
                            left join audit a on a.replica = g.id
                            where g.state = 'CURRENT' and (a.replica is null or a.due_at <= :now)
                            union
                            select r.id, null from route r
                            join verification v on v.lineage = r.lineage and v.target_key = r.target_key
                            where v.ended_at is null and (v.not_before is null or v.not_before <= :now)
                        ) due
                        group by id
                        order by min(since) nulls last
                        limit :limit
                        """)
                .param("now", at(now))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
