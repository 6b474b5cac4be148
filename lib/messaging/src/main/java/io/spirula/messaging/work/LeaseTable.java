package io.spirula.messaging.work;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who works on what, judged by the database's clock alone. */
final class LeaseTable {

    /** Never given out before: neither when the clock went back, nor, since that goes on, when the database was set back. */
    private static final String NEW_ATTEMPT =
            "greatest(nextval('work_attempt'), (extract(epoch FROM clock_timestamp()) * 1000)::bigint)";

    private static final String IDENTITY = "queue = :queue AND instance = :instance";

    private final JdbcClient jdbc;
    private final String holder;
    private final double leaseSeconds;

    /**
     * @param holder names this process, for people
     */
    LeaseTable(JdbcClient jdbc, String holder, Duration lease) {
        this.jdbc = jdbc;
        this.holder = holder;
        this.leaseSeconds = lease.toMillis() / 1000.0;
    }

    /** The new attempt; empty when another one's lease has not run out. */
    OptionalLong acquire(WorkId id) {
        return jdbc.sql("""
                        INSERT INTO work_lease (queue, instance, attempt, holder, expires_at)
                        VALUES (:queue, :instance, %1$s, :holder, now() + make_interval(secs => :lease))
                        ON CONFLICT (queue, instance) DO UPDATE
                        SET attempt = greatest(%1$s, work_lease.attempt + 1), holder = excluded.holder, expires_at = excluded.expires_at
                        WHERE work_lease.expires_at <= now()
                        RETURNING attempt
                        """.formatted(NEW_ATTEMPT))
                .param("queue", id.queue())
                .param("instance", id.instance())
                .param("holder", holder)
                .param("lease", leaseSeconds)
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /**
     * Renews the lease and keeps it locked until the transaction ends, so that nobody can take over in between. Returns
     * whether the attempt is still the newest one.
     */
    boolean hold(WorkId id, long attempt) {
        return jdbc.sql("UPDATE work_lease SET expires_at = now() + make_interval(secs => :lease) WHERE " + IDENTITY
                                + " AND attempt = :attempt")
                        .param("lease", leaseSeconds)
                        .param("queue", id.queue())
                        .param("instance", id.instance())
                        .param("attempt", attempt)
                        .update()
                == 1;
    }

    /** Renews what is not locked by a commit at this moment, and returns which ones. */
    Set<WorkId> renew(Collection<LeasedTurn> turns) {
        String[] queues = turns.stream().map(turn -> turn.id().queue()).toArray(String[]::new);
        String[] instances = turns.stream().map(LeasedTurn::instance).toArray(String[]::new);
        Long[] attempts = turns.stream().map(LeasedTurn::attempt).toArray(Long[]::new);
        Set<WorkId> renewed = new HashSet<>();
        jdbc.sql("""
                        UPDATE work_lease SET expires_at = now() + make_interval(secs => :lease)
                        WHERE (queue, instance) IN (
                            SELECT l.queue, l.instance FROM work_lease l
                            JOIN unnest(:queues::text[], :instances::text[], :attempts::bigint[]) AS mine (queue, instance, attempt)
                                ON l.queue = mine.queue AND l.instance = mine.instance AND l.attempt = mine.attempt
                            FOR UPDATE OF l SKIP LOCKED)
                        RETURNING queue, instance
                        """)
                .param("lease", leaseSeconds)
                .param("queues", queues)
                .param("instances", instances)
                .param("attempts", attempts)
                .query(row -> {
                    renewed.add(new WorkId(row.getString("queue"), row.getString("instance")));
                });
        return renewed;
    }

    /** The newest attempt. */
    OptionalLong newestAttempt(WorkId id) {
        return jdbc.sql("SELECT attempt FROM work_lease WHERE " + IDENTITY)
                .param("queue", id.queue())
                .param("instance", id.instance())
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /**
     * Forgets a bounded number of instances that nobody has worked on for so long and that do not wait for a turn. What is
     * left of an old attempt finds nothing to hold, and a new one gets a number that was never used.
     */
    void prune(Duration silence) {
        jdbc.sql("""
                        DELETE FROM work_lease WHERE (queue, instance) IN (
                            SELECT l.queue, l.instance FROM work_lease l
                            WHERE l.expires_at < now() - make_interval(secs => :silence)
                                AND NOT EXISTS (
                                    SELECT FROM scheduled_tasks t
                                    WHERE t.task_name = :prefix || l.queue AND t.task_instance = l.instance)
                            ORDER BY l.expires_at LIMIT 10000 FOR UPDATE OF l SKIP LOCKED)
                        """)
                .param("silence", (double) silence.toSeconds())
                .param("prefix", WorkId.task(""))
                .update();
    }

    /** Lets the next attempt start at once; the attempt's number stays used. */
    void release(WorkId id, long attempt) {
        jdbc.sql("UPDATE work_lease SET expires_at = now() WHERE " + IDENTITY + " AND attempt = :attempt")
                .param("queue", id.queue())
                .param("instance", id.instance())
                .param("attempt", attempt)
                .update();
    }
}
