package io.spirula.restore.command;

import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseRefused;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Answers about leases that came before their restores were known, as they do when the database was set back and one topic is
 * read before the other. They are not told again: whoever gave them has heard the question.
 */
@Repository
public class ToldLeases {

    private final JdbcClient jdbc;
    private final EventJson json;
    private final Restores restores;
    private final Clock clock;

    ToldLeases(JdbcClient jdbc, EventJson json, Restores restores, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.restores = restores;
        this.clock = clock;
    }

    /** Does nothing where the restore is known. */
    void keep(LeaseId lease, Event answer) {
        jdbc.sql("""
                        insert into told_lease (lease, answer_type, answer, told_at)
                        select :lease, :type, :answer::jsonb, :now
                        where not exists (select 1 from restore where lease = :lease)
                        on conflict do nothing
                        """)
                .param("lease", lease.value())
                .param("type", answer.type().name())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("answer", new String(json.write(answer), StandardCharsets.UTF_8))
                .update();
    }

    /** Whether there was one, by which the restore goes from now on. */
    public boolean apply(Restore restore) {
        Optional<Event> answer = take(LeaseId.ofRestore(restore.id()));
        answer.ifPresent(told -> {
            if (told instanceof LeaseGranted grant) {
                restores.granted(restore.id(), grant);
            } else if (told instanceof LeaseRefused refusal) {
                restores.giveUp(restore.id(), refusal.reason(), clock.instant());
            }
        });
        return answer.isPresent();
    }

    private Optional<Event> take(LeaseId lease) {
        return jdbc.sql("delete from told_lease where lease = :lease returning answer_type, cast(answer as text)")
                .param("lease", lease.value())
                .query((row, n) -> json.read(
                        EventType.valueOf(row.getString(1)), row.getString(2).getBytes(StandardCharsets.UTF_8)))
                .optional();
    }
}
