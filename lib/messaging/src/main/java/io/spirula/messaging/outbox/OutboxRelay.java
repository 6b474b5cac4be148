package io.spirula.messaging.outbox;

import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.kafka.Outage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes what the outbox holds, in order. Many instances may run; the one whose session has the lock publishes. A row is
 * published until it was marked, so a crash between the two publishes it twice, under the same id, and never not at all.
 * No database transaction is open while Kafka is waited for.
 */
final class OutboxRelay implements BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final Duration PRUNE_INTERVAL = Duration.ofMinutes(1);
    private static final Duration PRUNE_KEYS_INTERVAL = Duration.ofHours(1);

    private final RelayConnections connections;
    private final KafkaClients clients;
    private final HeldTopics topics;
    private final Renewals renewals;
    private final Origin origin;
    private final MessagingProperties.Outbox settings;
    private final Outage outage = new Outage(LOG, "OUTBOX_STUCK: events wait in the outbox");

    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private long prunedAt;
    private long keysPrunedAt;

    OutboxRelay(
            RelayConnections connections,
            KafkaClients clients,
            HeldTopics topics,
            Renewals renewals,
            Origin origin,
            MessagingProperties.Outbox settings) {
        this.connections = connections;
        this.clients = clients;
        this.topics = topics;
        this.renewals = renewals;
        this.origin = origin;
        this.settings = settings;
    }

    @Override
    public String loopName() {
        return "outbox-relay";
    }

    @Override
    public synchronized void start() {
        stop = new CountDownLatch(1);
        Thread started = new Thread(this::run, "outbox-relay");
        started.start();
        thread = started;
    }

    @Override
    public synchronized void stop() {
        stop.countDown();
        Thread stopping = thread;
        if (stopping == null) {
            return;
        }
        try {
            stopping.join(settings.sendTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopping.interrupt();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        Thread current = thread;
        return current != null && current.isAlive();
    }

    /** Stops after what produces events. */
    @Override
    public int getPhase() {
        return 100;
    }

    private void run() {
        try {
            do {
                try (RelaySession session = RelaySession.open(connections, settings.takeoverAfter())) {
                    publishWhileLocked(session);
                } catch (SQLException | RuntimeException | Error e) {
                    topics.forget();
                    outage.failed(e);
                }
            } while (!pause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publishWhileLocked(RelaySession session) throws SQLException, InterruptedException {
        while (!session.tryLock()) {
            if (pause()) {
                return;
            }
        }
        session.listen();
        try (RelayProducer producer = RelayProducer.open(
                clients, origin.group() + "." + origin.site() + ".relay", origin.source(), settings.sendTimeout())) {
            LOG.info(
                    "This instance publishes the outbox of {}", origin.service().wireName());
            publish(session, producer, renewals.of(session));
        }
    }

    private void publish(RelaySession session, RelayProducer producer, RenewedTopics renewed)
            throws SQLException, InterruptedException {
        boolean last = false;
        while (!last) {
            last = stopped();
            Set<String> untold = renewed.known();
            if (renewed.missSome()) {
                topics.forget();
            }
            int found = publishBatch(session, producer, renewed, untold);
            boolean more = renewed.proceed();
            if (found == 0 && !more && !last) {
                pruneWhenDue(session);
                session.awaitCommit(settings.pollInterval());
            }
        }
    }

    private int publishBatch(RelaySession session, RelayProducer producer, RenewedTopics renewed, Set<String> untold)
            throws SQLException, InterruptedException {
        Set<String> closed = new HashSet<>(topics.now());
        closed.addAll(untold);
        List<RelaySession.Row> waiting = session.unpublished(settings.batch(), closed);
        Set<String> held = new HashSet<>(topics.among(
                waiting.stream().map(row -> row.event().topic()).distinct().toList()));
        if (!waiting.isEmpty()) {
            held.addAll(renewed.now());
        }
        List<RelaySession.Row> rows = waiting.stream()
                .filter(row -> !held.contains(row.event().topic()))
                .toList();
        if (!rows.isEmpty()) {
            producer.send(rows);
            session.markPublished(rows);
        }
        outage.over();
        return waiting.size();
    }

    private void pruneWhenDue(RelaySession session) throws SQLException {
        long now = System.nanoTime();
        if (prunedAt == 0 || now - prunedAt >= PRUNE_INTERVAL.toNanos()) {
            session.prune(settings.keepPublished());
            prunedAt = now;
            if (keysPrunedAt == 0 || now - keysPrunedAt >= PRUNE_KEYS_INTERVAL.toNanos()) {
                boolean all = session.pruneKeys() < RelaySession.PRUNED_AT_ONCE;
                keysPrunedAt = all ? now : 0;
            }
        }
    }

    private boolean stopped() {
        return stop.getCount() == 0;
    }

    /** Whether it was stopped meanwhile. */
    private boolean pause() throws InterruptedException {
        return stop.await(settings.retryInterval().toMillis(), TimeUnit.MILLISECONDS);
    }
}
