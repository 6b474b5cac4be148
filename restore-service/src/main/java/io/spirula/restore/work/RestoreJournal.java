package io.spirula.restore.work;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.RestoreState;
import io.spirula.restore.command.Restores;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/** Stores and tells how restores begin and end. Each end lets go of the lease, once nothing reads the copy any more. */
@Component
class RestoreJournal {

    private static final Logger log = LoggerFactory.getLogger(RestoreJournal.class);

    private final Restores restores;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Counter completed;
    private final Counter failed;
    private final Counter cancelled;
    private final Counter written;

    RestoreJournal(Restores restores, EventOutbox outbox, Clock clock, MeterRegistry meters) {
        this.restores = restores;
        this.outbox = outbox;
        this.clock = clock;
        this.completed = ended("completed").register(meters);
        this.failed = ended("failed").register(meters);
        this.cancelled = ended("cancelled").register(meters);
        this.written = Counter.builder("spirula.restore.written")
                .description("Bytes of data written to images that were restored")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("spirula.restores.open", restores, RestoreJournal::open)
                .description("Restores that have not ended; NaN while the database cannot say")
                .register(meters);
    }

    private static Counter.Builder ended(String outcome) {
        return Counter.builder("spirula.restores.ended")
                .description("Restores that ended, by outcome")
                .tag("outcome", outcome);
    }

    private static double open(Restores restores) {
        try {
            return restores.open();
        } catch (DataAccessException e) {
            return Double.NaN;
        }
    }

    void start(WorkTurn turn, Restore restore) {
        Instant now = clock.instant();
        turn.runInTransaction(() -> {
            if (restores.start(restore.id())) {
                outbox.append(restore.started(now));
            }
        });
        log.info(
                "restore {} of {} to {} begins", restore.id(), restore.request().snapshot(), restore.destination());
    }

    /** The image has its name. An instant one still reads through to the copy. */
    void complete(WorkTurn turn, RestoreId id, ImageId image) {
        Instant now = clock.instant();
        turn.runInTransaction(() -> {
            Restore restore = restores.find(id).orElseThrow();
            boolean instant = restore.request().instant();
            if (restores.complete(id, instant, now)) {
                written.increment(restore.bytesWritten());
                outbox.append(restore.completed(image, now));
                if (!instant) {
                    outbox.append(restore.leaseReleased(now));
                }
            }
        });
        completed.increment();
        log.info("restore {} is complete: image {}", id, image);
    }

    /**
     * @param leftover whether its unfinished image is still there
     */
    void endGivenUp(WorkTurn turn, Restore restore, Reason reason, boolean leftover) {
        Instant now = clock.instant();
        turn.runInTransaction(() -> {
            if (restores.endGivenUp(restore.id(), leftover, now)) {
                outbox.append(restore.ended(reason, now));
                outbox.append(restore.leaseReleased(now));
            }
        });
        (restore.state() == RestoreState.CANCELLING ? cancelled : failed).increment();
    }

    /**
     * @param exists false when its owner has deleted it meanwhile
     */
    void flattened(WorkTurn turn, Restore restore, ImageId image, boolean exists) {
        Instant now = clock.instant();
        turn.runInTransaction(() -> {
            if (restores.finish(restore.id())) {
                if (exists) {
                    outbox.append(restore.flattened(image, now));
                }
                outbox.append(restore.leaseReleased(now));
            }
        });
        log.info("image {} of restore {} {}", image, restore.id(), exists ? "stands alone" : "is gone");
    }
}
