package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.history.Ended;
import io.spirula.messaging.inbox.TombstoneHandler;
import io.spirula.messaging.outbox.EventOutbox;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Forgets copies of which nothing is left, and has everybody forget them. One stays while its source snapshot is not let go of,
 * while somebody is known to use it, and while it is the newest on its way to a target that still holds anything: the newest tells
 * by which policy the others stay, and what their source is called. One that failed stays until a later one was made into the
 * same generation, or that is gone: only then it is certain that nothing of it is left there.
 */
@Component
class EndedCopies implements Ended, TombstoneHandler {

    private static final String FORGET = """
            with forgotten as (
                select id from copy c
                where state in ('failed', 'expired', 'lost') and version < :version
                    and base_released is not null and (base_released ->> 'releasedAt')::timestamptz < :before
                    and not exists (
                        select 1 from copy_lease l
                        where l.copy = c.id and l.state in ('ANNOUNCED', 'REQUESTED', 'GRANTED'))
                    and (state <> 'failed' or replica is null
                        or exists (select 1 from replica r where r.id = c.replica and r.state = 'GONE')
                        or exists (
                            select 1 from copy later
                            where later.replica = c.replica and later.source_snapshot_id > c.source_snapshot_id))
                    and (exists (
                            select 1 from copy newer
                            where newer.lineage = c.lineage and newer.target_key = c.target_key
                                and newer.source_snapshot_id > c.source_snapshot_id)
                        or not exists (
                            select 1 from replica r
                            where r.lineage = c.lineage and r.target_key = c.target_key and r.state <> 'GONE')
                        and not exists (
                            select 1 from copy live
                            where live.lineage = c.lineage and live.target_key = c.target_key
                                and (live.base_released is null
                                    or live.state in ('pending', 'transferring', 'complete', 'quarantined'))))
                order by version limit :limit for update skip locked)
            delete from copy using forgotten where copy.id = forgotten.id returning copy.id
            """;

    private final JdbcClient jdbc;
    private final EventOutbox outbox;

    EndedCopies(JdbcClient jdbc, EventOutbox outbox) {
        this.jdbc = jdbc;
        this.outbox = outbox;
    }

    @Override
    public String name() {
        return "copies";
    }

    /** A copy's version is the time of its last change. */
    @Override
    public int forget(Instant before, int limit) {
        List<UUID> forgotten = jdbc.sql(FORGET)
                .param("version", before.toEpochMilli())
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .query(UUID.class)
                .list();
        forgotten.forEach(copy -> outbox.forget(Topic.COPY, new CopyId(copy).toString()));
        return forgotten.size();
    }

    @Override
    public Topic topic() {
        return Topic.COPY;
    }

    /** This service told so itself: the database was set back since, or this is done already. What is there stays. */
    @Override
    public void handle(String key) {
        jdbc.sql("delete from copy where id = ? and state in ('failed', 'expired', 'lost')")
                .param(CopyId.parse(key).value())
                .update();
    }
}
