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
                            INSERT INTO work_wake (queue, instance, wakes) VALUES (:queue, :instance, 1)
                            ON CONFLICT (queue, instance) DO UPDATE SET wakes = work_wake.wakes + 1)
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

    /** How often it was woken, ever. */
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
