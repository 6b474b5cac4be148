package io.spirula.messaging.work;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts turns into db-scheduler's table. Their time is a second ago by the database's clock, so that every process sees
 * them as due whatever it believes the time to be.
 *
 * <p>A wake of work that runs cannot get lost: it counts up while it holds the lock on the work's row, and who ends the work
 * removes that row before looking at the count again.
 */
final class WakeTable {

    private final JdbcClient jdbc;

    WakeTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Lets the work run now, or once more when it runs already. */
    void wake(WorkId id) {
        jdbc.sql("""
                        WITH counted AS (
                            INSERT INTO work_wake (queue, instance, wakes) VALUES (:queue, :instance, nextval('work_wake_count'))
                            ON CONFLICT (queue, instance) DO UPDATE SET wakes = excluded.wakes)
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        VALUES (:task, :instance, now() - interval '1 second', false, 1)
                        ON CONFLICT (task_name, task_instance) DO UPDATE
                        SET execution_time = excluded.execution_time, version = scheduled_tasks.version + 1
                        WHERE NOT scheduled_tasks.picked AND scheduled_tasks.execution_time > excluded.execution_time
                        """)
                .param("queue", id.queue())
                .param("task", WorkId.task(id.queue()))
                .param("instance", id.instance())
                .update();
    }

    /** Forgets a bounded number of instances that have no lease any more and do not wait for a turn. */
    void prune() {
        jdbc.sql("""
                        DELETE FROM work_wake WHERE (queue, instance) IN (
                            SELECT w.queue, w.instance FROM work_wake w
                            WHERE NOT EXISTS (
                                    SELECT FROM work_lease l WHERE l.queue = w.queue AND l.instance = w.instance)
                                AND NOT EXISTS (
                                    SELECT FROM scheduled_tasks t
                                    WHERE t.task_name = :prefix || w.queue AND t.task_instance = w.instance)
                            LIMIT 10000 FOR UPDATE OF w SKIP LOCKED)
                        """).param("prefix", WorkId.task("")).update();
    }

    /** Another number after each wake; 0 when it was not woken lately. */
    long wakes(WorkId id) {
        return jdbc.sql("SELECT wakes FROM work_wake WHERE queue = :queue AND instance = :instance")
                .param("queue", id.queue())
                .param("instance", id.instance())
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    /** Lets those run now that neither wait, run nor back off; returns how many. */
    int scheduleMissing(String queue, List<String> instances) {
        return jdbc.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        SELECT :task, instance, now() - interval '1 second', false, 1
                        FROM unnest(:instances::text[]) AS due (instance)
                        ON CONFLICT (task_name, task_instance) DO NOTHING
                        """)
                .param("task", WorkId.task(queue))
                .param("instances", instances.toArray(String[]::new))
                .update();
    }
}
