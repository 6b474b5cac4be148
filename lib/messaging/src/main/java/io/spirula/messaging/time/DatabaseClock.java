package io.spirula.messaging.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * The database's time, so that instances need not agree on theirs: what is due, late or over is the same for all of them.
 * It is asked for now and then, and counted on in between without the machine's own clock; once closed it is only counted on,
 * for whoever still comes to an end. In whole microseconds, which the database can store: what was told and what is read from
 * a table later are the same. Thread-safe.
 */
public final class DatabaseClock implements InstantSource, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);
    private static final Duration FRESH = Duration.ofSeconds(10);

    private record Reading(Instant time, long nanos) {}

    private final JdbcClient jdbc;
    private final Duration fresh;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final ExecutorService asker;
    private volatile @Nullable Reading reading;

    public DatabaseClock(JdbcClient jdbc) {
        this(jdbc, FRESH);
    }

    /**
     * @param fresh age of a reading at which the database is asked again
     */
    DatabaseClock(JdbcClient jdbc, Duration fresh) {
        this.jdbc = jdbc;
        this.fresh = fresh;
        this.asker = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "database-clock");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * @throws DataAccessException when the database has never answered yet
     */
    @Override
    public Instant instant() {
        Reading last = reading;
        if (last == null) {
            last = ask();
        }
        long age = System.nanoTime() - last.nanos();
        if (age > fresh.toNanos() && asking.compareAndSet(false, true)) {
            asker.execute(this::askAgain);
        }
        return last.time().plusNanos(age).truncatedTo(ChronoUnit.MICROS);
    }

    private void askAgain() {
        try {
            ask();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("the database was not asked for the time; it is counted on", e);
        } finally {
            asking.set(false);
        }
    }

    private Reading ask() {
        long before = System.nanoTime();
        Instant time = jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        long after = System.nanoTime();
        Reading asked = new Reading(time, before + (after - before) / 2);
        reading = asked;
        return asked;
    }

    @Override
    public void close() {
        asker.shutdownNow();
    }
}
