package io.spirula.snapshot.retention;

import io.spirula.contracts.LineageId;
import io.spirula.messaging.work.WorkWaker;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Lineages whose snapshots are to be judged again, because something that counts there has changed. */
@Repository
class RetentionDue {

    private final JdbcClient jdbc;
    private final WorkWaker waker;

    RetentionDue(JdbcClient jdbc, WorkWaker waker) {
        this.jdbc = jdbc;
        this.waker = waker;
    }

    /** In the transaction of the change. */
    void mark(LineageId lineage) {
        jdbc.sql("""
                        insert into retention_due as due (lineage, mark) values (:lineage, 1)
                        on conflict (lineage) do update set mark = due.mark + 1
                        """).param("lineage", lineage.value()).update();
        waker.wake(RetentionWorker.QUEUE, lineage.toString());
    }

    /** The mark to hand to {@link #judged}; empty when nothing is due. */
    OptionalLong current(LineageId lineage) {
        return jdbc.sql("select mark from retention_due where lineage = :lineage")
                .param("lineage", lineage.value())
                .query(Long.class)
                .optional()
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** Unless something came since the mark was read. */
    void judged(LineageId lineage, long mark) {
        jdbc.sql("delete from retention_due where lineage = :lineage and mark = :mark")
                .param("lineage", lineage.value())
                .param("mark", mark)
                .update();
    }

    /** Lineages to judge and those with removals under way, longest waiting first. */
    List<String> lineages(int limit) {
        return jdbc.sql("""
                        select lineage from (
                            select lineage, since from retention_due
                            union all
                            select lineage, min(created_at) from source_snapshot where state = 'removing'
                            group by lineage) due
                        group by lineage order by min(since) limit :limit
                        """).param("limit", limit).query(UUID.class).list().stream()
                .map(UUID::toString)
                .toList();
    }
}
