package io.spirula.restore.command;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreRequested;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The rows of restores. Every transition names the state it starts from, so that a repeated one does nothing. */
@Repository
public class Restores {

    /** The queue that works on them; an instance is a restore's id. */
    public static final String QUEUE = "restores";

    private final JdbcClient jdbc;
    private final EventJson json;

    Restores(JdbcClient jdbc, EventJson json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Whether it was not known before. */
    boolean insert(RestoreRequested request) {
        return jdbc.sql("""
                        insert into restore (restore, lease, request, state, requested_at)
                        values (:restore, :lease, :request::jsonb, 'requested', :at)
                        on conflict do nothing
                        """)
                        .param("restore", request.restore().value())
                        .param("lease", LeaseId.ofRestore(request.restore()).value())
                        .param("request", text(request))
                        .param("at", utc(request.requestedAt()))
                        .update()
                == 1;
    }

    public Optional<Restore> find(RestoreId restore) {
        return jdbc.sql("select * from restore where restore = :restore")
                .param("restore", restore.value())
                .query(this::read)
                .optional();
    }

    Optional<RestoreId> waitingFor(LeaseId lease) {
        return jdbc.sql("select restore from restore where lease = :lease and state = 'requested'")
                .param("lease", lease.value())
                .query(UUID.class)
                .optional()
                .map(RestoreId::new);
    }

    /** Restores with something to do, longest waiting first. */
    public List<String> due(int limit) {
        return jdbc.sql("""
                        select restore from restore
                        where state in ('requested', 'running', 'verified', 'failing', 'cancelling') or unfinished or to_let_go
                        order by requested_at limit :limit
                        """).param("limit", limit).query(UUID.class).list().stream()
                .map(UUID::toString)
                .toList();
    }

    /** The pools of a cluster that restores go to now. */
    public List<String> openDestinations(String cluster) {
        return jdbc.sql("""
                        select distinct request #>> '{destination,pool}' from restore
                        where (state in ('requested', 'running', 'verified') or unfinished)
                            and request #>> '{destination,cluster}' = :cluster
                        """).param("cluster", cluster).query(String.class).list();
    }

    /** How many have not ended. */
    public long open() {
        return jdbc.sql("select count(*) from restore where state not in ('completed', 'failed', 'cancelled')")
                .query(Long.class)
                .single();
    }

    void granted(RestoreId restore, LeaseGranted grant) {
        jdbc.sql("""
                        update restore set lease_grant = :grant::jsonb
                        where restore = :restore and state = 'requested' and lease_grant is null
                        """)
                .param("restore", restore.value())
                .param("grant", text(grant))
                .update();
    }

    /** Whether it waited until now. */
    public boolean start(RestoreId restore) {
        return jdbc.sql("""
                        update restore set state = 'running', obstacle_code = null
                        where restore = :restore and state = 'requested'
                        """).param("restore", restore.value()).update() == 1;
    }

    /** From now on this client may write to what the restore makes. */
    public void writtenBy(RestoreId restore, String writer) {
        jdbc.sql("update restore set writer = :writer where restore = :restore")
                .param("restore", restore.value())
                .param("writer", writer)
                .update();
    }

    /** This client has nothing in flight any more. */
    public void endedCleanly(RestoreId restore, String writer) {
        jdbc.sql("update restore set writer = null where restore = :restore and writer = :writer")
                .param("restore", restore.value())
                .param("writer", writer)
                .update();
    }

    /** From now on an image of the temporary name is ours. */
    public void intend(RestoreId restore) {
        jdbc.sql("""
                        update restore set intended = true, image = null
                        where restore = :restore and state = 'running'
                        """).param("restore", restore.value()).update();
    }

    public void made(RestoreId restore, ImageId image) {
        jdbc.sql("update restore set image = :image where restore = :restore and state = 'running'")
                .param("restore", restore.value())
                .param("image", image.text())
                .update();
    }

    /**
     * @param acceptedDigest that the image has, where it is not the one that was recorded of the copy
     */
    public void verified(RestoreId restore, long bytesWritten, @Nullable String acceptedDigest) {
        jdbc.sql("""
                        update restore set state = 'verified', bytes_written = :bytes, accepted_digest = :accepted,
                            obstacle_code = null
                        where restore = :restore and state = 'running'
                        """)
                .param("restore", restore.value())
                .param("bytes", bytesWritten)
                .param("accepted", acceptedDigest)
                .update();
    }

    /** Whether it was not completed before. */
    public boolean complete(RestoreId restore, boolean toBeFlattened, Instant at) {
        return jdbc.sql("""
                        update restore set state = 'completed', unfinished = :unfinished, ended_at = :at
                        where restore = :restore and state = 'verified'
                        """)
                        .param("restore", restore.value())
                        .param("unfinished", toBeFlattened)
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    /** Counts a try in vain; returns how many there were since this obstacle came. */
    public int hinder(RestoreId restore, String obstacle) {
        return jdbc.sql("""
                        update restore set obstacle_code = :code,
                            tries = case when obstacle_code = :code then tries + 1 else 1 end
                        where restore = :restore
                        returning tries
                        """)
                .param("restore", restore.value())
                .param("code", obstacle)
                .query(Integer.class)
                .single();
    }

    /** The obstacle is behind it: what hinders it from here on counts from the beginning. */
    public void unhindered(RestoreId restore) {
        jdbc.sql("update restore set obstacle_code = null where restore = :restore")
                .param("restore", restore.value())
                .update();
    }

    /** Whether it may still be given up, and nobody had asked for that before. */
    boolean askToCancel(RestoreId restore, String by) {
        return jdbc.sql("""
                        update restore set cancelled_by = :by
                        where restore = :restore and cancelled_by is null
                            and state in ('requested', 'running', 'verified')
                        """).param("restore", restore.value()).param("by", by).update() == 1;
    }

    /**
     * Gives it up, unless it has ended or was given up before. One that somebody wants given up is cancelled, whatever
     * else stops it.
     */
    public void giveUp(RestoreId restore, Reason reason, Instant at) {
        Optional<Reason> cancellation = find(restore).flatMap(Restore::cancellation);
        Reason told = cancellation.orElse(reason);
        RestoreState state = cancellation.isPresent() ? RestoreState.CANCELLING : RestoreState.FAILING;
        jdbc.sql("""
                        update restore set state = :state, reason_code = :code, reason_text = :text,
                            failing_since = :at
                        where restore = :restore and state in ('requested', 'running', 'verified')
                        """)
                .param("restore", restore.value())
                .param("state", state.stored())
                .param("code", told.code())
                .param("text", told.text())
                .param("at", utc(at))
                .update();
    }

    /** Whether it was being given up until now. */
    public boolean endGivenUp(RestoreId restore, boolean leftover, Instant at) {
        return jdbc.sql("""
                        update restore set unfinished = :unfinished, ended_at = :at,
                            state = case state when 'failing' then 'failed' else 'cancelled' end
                        where restore = :restore and state in ('failing', 'cancelling')
                        """)
                        .param("restore", restore.value())
                        .param("unfinished", leftover)
                        .param("at", utc(at))
                        .update()
                == 1;
    }

    /** Whether something was left to do until now. */
    public boolean finish(RestoreId restore) {
        return jdbc.sql("update restore set unfinished = false where restore = :restore and unfinished")
                        .param("restore", restore.value())
                        .update()
                == 1;
    }

    /** Its image is its owner's alone. */
    public void letGo(RestoreId restore) {
        jdbc.sql("update restore set to_let_go = false where restore = :restore")
                .param("restore", restore.value())
                .update();
    }

    private String text(Event event) {
        return new String(json.write(event), StandardCharsets.UTF_8);
    }

    private Event event(EventType type, String text) {
        return json.read(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private Restore read(ResultSet row, int number) throws SQLException {
        String grant = row.getString("lease_grant");
        String code = row.getString("reason_code");
        String image = row.getString("image");
        OffsetDateTime failingSince = row.getObject("failing_since", OffsetDateTime.class);
        return new Restore(
                (RestoreRequested) event(EventType.RESTORE_REQUESTED, row.getString("request")),
                grant == null ? null : (LeaseGranted) event(EventType.LEASE_GRANTED, grant),
                RestoreState.ofStored(row.getString("state")),
                code == null ? null : new Reason(code, row.getString("reason_text")),
                row.getBoolean("intended"),
                image == null ? null : ImageId.parse(image),
                row.getString("writer"),
                row.getLong("bytes_written"),
                row.getString("accepted_digest"),
                failingSince == null ? null : failingSince.toInstant(),
                row.getBoolean("unfinished"),
                row.getBoolean("to_let_go"),
                row.getString("cancelled_by"));
    }
}
