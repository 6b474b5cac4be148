package io.spirula.messaging.trace;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Event;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The trace of each run and restore: all that is told of one carries the same trace context, whichever service tells it, on
 * whichever thread, and after whichever restart. It is the one of the request that began it, or else its own id. Safe
 * for use by many threads.
 */
public final class Traces {

    private static final String RUN = "run";
    private static final String RESTORE = "restore";
    private static final String LINEAGE = "lineage";

    private final JdbcClient jdbc;

    public Traces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The context that an event is to carry. The first event of a run or restore decides for all that follow, so this
     * belongs to the transaction that tells it.
     */
    public @Nullable String of(Event event) {
        UUID story = story(event);
        if (story == null) {
            return TraceParent.current();
        }
        return known(story).orElseGet(() -> {
            String current = TraceParent.current();
            return learn(story, current == null ? TraceParent.mintedFor(story) : current);
        });
    }

    /** Remembers what a received event says, in the transaction that takes it. The first one decides. */
    public void learn(Event event, @Nullable String traceparent) {
        UUID story = story(event);
        String valid = TraceParent.valid(traceparent);
        if (story != null && valid != null && known(story).isEmpty()) {
            learn(story, valid);
        }
    }

    /** What the thread does until the scope is closed, it does for this event. */
    public static LogScope open(Event event, @Nullable String traceparent) {
        return TraceParent.open(traceparent)
                .put(RUN, text(event.runOrNull()))
                .put(RESTORE, text(event.restoreOrNull()))
                .put(LINEAGE, text(event.lineageOrNull()));
    }

    /** What the thread does until the scope is closed, it does for this run; lineage is null for one of several disks. */
    public LogScope open(RunId run, @Nullable LineageId lineage) {
        return open(run.value()).put(RUN, run.toString()).put(LINEAGE, text(lineage));
    }

    /** What the thread does until the scope is closed, it does for this restore. */
    public LogScope open(RestoreId restore, LineageId lineage) {
        return open(restore.value()).put(RESTORE, restore.toString()).put(LINEAGE, lineage.toString());
    }

    /** What the thread logs until the scope is closed is of this run. What it tells keeps the context that it has. */
    public static LogScope naming(RunId run, LineageId lineage) {
        return LogScope.open().put(RUN, run.toString()).put(LINEAGE, lineage.toString());
    }

    /** Forgets a bounded number of those that began longer ago than this. */
    public void prune(Duration keep) {
        jdbc.sql("""
                        DELETE FROM trace WHERE story IN (
                            SELECT story FROM trace WHERE since < now() - make_interval(secs => :keep) LIMIT 10000)
                        """).param("keep", (double) keep.toSeconds()).update();
    }

    private LogScope open(UUID story) {
        return TraceParent.open(known(story).orElseGet(() -> TraceParent.mintedFor(story)));
    }

    private Optional<String> known(UUID story) {
        return jdbc.sql("SELECT traceparent FROM trace WHERE story = :story")
                .param("story", story)
                .query(String.class)
                .optional();
    }

    /** Returns the one that counts, should somebody have been faster. */
    private String learn(UUID story, String traceparent) {
        return jdbc.sql("""
                        INSERT INTO trace (story, traceparent) VALUES (:story, :traceparent)
                        ON CONFLICT (story) DO UPDATE SET story = excluded.story RETURNING traceparent
                        """)
                .param("story", story)
                .param("traceparent", traceparent)
                .query(String.class)
                .single();
    }

    private static @Nullable UUID story(Event event) {
        RunId run = event.runOrNull();
        RestoreId restore = event.restoreOrNull();
        return run != null ? run.value() : restore == null ? null : restore.value();
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }
}
