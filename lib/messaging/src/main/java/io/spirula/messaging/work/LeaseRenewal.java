package io.spirula.messaging.work;

import io.spirula.messaging.kafka.Outage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the leases of all turns of this process three times as often as needed, on a thread of its own. */
final class LeaseRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseRenewal.class);
    private static final int RENEWALS_PER_LEASE = 3;

    private final LeaseTable leases;
    private final Duration interval;
    private final Set<LeasedTurn> turns = ConcurrentHashMap.newKeySet();
    private final Outage outage = new Outage(LOG, "LEASES_NOT_RENEWED: work in progress will be lost when this lasts");
    private volatile CountDownLatch stop = new CountDownLatch(0);

    LeaseRenewal(LeaseTable leases, Duration lease) {
        this.leases = leases;
        this.interval = lease.dividedBy(RENEWALS_PER_LEASE);
    }

    void start() {
        CountDownLatch end = new CountDownLatch(1);
        stop = end;
        Thread thread = new Thread(() -> run(end), "work-leases");
        thread.setDaemon(true);
        thread.start();
    }

    void stop() {
        stop.countDown();
    }

    void add(LeasedTurn turn) {
        turns.add(turn);
    }

    void remove(LeasedTurn turn) {
        turns.remove(turn);
    }

    int size() {
        return turns.size();
    }

    private void run(CountDownLatch end) {
        try {
            while (!end.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                renew();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void renew() {
        List<LeasedTurn> mine = turns.stream().filter(turn -> !turn.isLost()).toList();
        if (mine.isEmpty()) {
            return;
        }
        long asOf = System.nanoTime();
        try {
            Set<WorkId> renewed = leases.renew(mine);
            for (LeasedTurn turn : mine) {
                if (renewed.contains(turn.id())) {
                    turn.renewed(asOf);
                } else {
                    checkOvertaken(turn);
                }
            }
            outage.over();
        } catch (RuntimeException | Error e) {
            outage.failed(e);
        }
    }

    /** One that was not renewed was overtaken, or just commits, which renews it too. */
    private void checkOvertaken(LeasedTurn turn) {
        OptionalLong newest = leases.newestAttempt(turn.id());
        if (newest.isEmpty() || newest.getAsLong() != turn.attempt()) {
            turn.lose();
        } else {
            LOG.debug("The lease on {} was not renewed: it is committing", turn.id());
        }
    }
}
