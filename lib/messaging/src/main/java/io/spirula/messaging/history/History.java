package io.spirula.messaging.history;

import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets what ended long ago, a bounded number of things in each transaction. While it is still to be read what this service told
 * itself, nothing is forgotten: what the tables call ended may have come back.
 */
final class History implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);
    private static final Duration INTERVAL = Duration.ofHours(1);
    private static final int BATCH = 1000;

    private final List<Ended> kinds;
    private final HistoryProperties properties;
    private final CatchUp catchUp;
    private final Clock clock;

    History(List<Ended> kinds, HistoryProperties properties, CatchUp catchUp, Clock clock) {
        this.kinds = List.copyOf(kinds);
        this.properties = properties;
        this.catchUp = catchUp;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return "history";
    }

    @Override
    public List<String> dueInstances(int limit) {
        return kinds.isEmpty() ? List.of() : List.of("all");
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        Instant before = clock.instant().minus(properties.keep());
        for (Ended kind : kinds) {
            long forgotten = forget(turn, kind, before);
            if (forgotten > 0) {
                LOG.info("Forgot {} {} that ended before {}", forgotten, kind.name(), before);
            }
        }
        return WorkResult.again(INTERVAL);
    }

    private long forget(WorkTurn turn, Ended kind, Instant before) {
        long all = 0;
        int some = BATCH;
        while (some == BATCH && !turn.shouldStop()) {
            some = turn.runInTransaction(() -> catchUp.isComplete() ? kind.forget(before, BATCH) : 0);
            all += some;
        }
        return all;
    }
}
