package io.spirula.restore.work;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.Restores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells what holds a restore up, and when it is tried again. Logged once, told each time: what is told may be lost. */
@Component
class Obstacles {

    /** A slot is given back any moment, and nobody wakes those who wait for one. */
    static final Duration MOST_FOR_SLOT = Duration.ofSeconds(10);

    static final Duration MOST = Duration.ofSeconds(60);
    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final int DOUBLINGS = 5;
    private static final Logger log = LoggerFactory.getLogger(Obstacles.class);

    private final Restores restores;
    private final EphemeralPublisher publisher;
    private final Clock clock;

    Obstacles(Restores restores, EphemeralPublisher publisher, Clock clock) {
        this.restores = restores;
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * @param most to wait before the next try; the deadline is never waited past
     */
    WorkResult hold(WorkTurn turn, Restore restore, Reason obstacle, Duration most) {
        int tries = turn.runInTransaction(() -> restores.hinder(restore.id(), obstacle.code()));
        if (tries == 1) {
            log.warn("restore {} waits: {}: {}", restore.id(), obstacle.code(), obstacle.text());
        }
        Instant now = clock.instant();
        publisher.publish(
                new RestoreProgressed(restore.id(), restore.request().lineage(), "wait", 0, null, obstacle, now));
        Duration delay = min(FIRST.multipliedBy(1L << Math.min(tries - 1, DOUBLINGS)), most);
        Duration left = Duration.between(now, restore.request().deadline());
        return WorkResult.again(left.isNegative() ? Duration.ZERO : min(delay, left));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
