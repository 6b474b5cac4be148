package io.spirula.messaging.work;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.messaging.testing.BrokenDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LoopsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final BrokenDatabase database = new BrokenDatabase();
    private final JdbcClient jdbc = JdbcClient.create(database);

    @Test
    void leasesAreRenewedAgainAfterAnError() {
        Duration lease = Duration.ofMinutes(1);
        LeaseTable leases = new LeaseTable(jdbc, "test", lease);
        LeaseRenewal renewal = new LeaseRenewal(leases, Duration.ofMillis(30));
        renewal.add(new LeasedTurn(
                new WorkId("queue", "instance"),
                1,
                System.nanoTime(),
                leases,
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                lease,
                () -> false));
        renewal.start();
        try {
            await().atMost(SOON).until(() -> database.asked() >= 3);
        } finally {
            renewal.stop();
        }
    }

    @Test
    void workersAreAskedAgainAfterAnErrorAndTheNextOneAllTheSame() {
        FailingWorker first = new FailingWorker("first");
        FailingWorker second = new FailingWorker("second");
        WorkSweep sweep = new WorkSweep(
                List.of(first, second),
                new WakeTable(jdbc),
                new EndedWork(new LeaseTable(jdbc, "test", Duration.ofSeconds(15)), new WakeTable(jdbc)),
                new WorkMeters(new SimpleMeterRegistry()),
                Duration.ofMillis(10));
        sweep.start(() -> {});
        try {
            await().atMost(SOON).until(() -> first.asked.get() >= 3 && second.asked.get() >= 3);
        } finally {
            sweep.stop();
        }
    }

    private static final class FailingWorker implements Worker {

        private final String queue;
        private final AtomicInteger asked = new AtomicInteger();

        FailingWorker(String queue) {
            this.queue = queue;
        }

        @Override
        public String queue() {
            return queue;
        }

        @Override
        public List<String> dueInstances(int limit) {
            asked.incrementAndGet();
            throw new NoClassDefFoundError("as if");
        }

        @Override
        public WorkResult work(WorkTurn turn) {
            throw new IllegalStateException("nothing is due");
        }
    }
}
