package io.spirula.snapshot;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.history.Ended;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReadAgain;
import io.spirula.messaging.inbox.Replay;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.outbox.Retelling;
import io.spirula.messaging.testing.AdjustableClock;
import io.spirula.messaging.testing.Database;
import io.spirula.messaging.testing.Handlers;
import io.spirula.messaging.testing.RecordingOutbox;
import io.spirula.messaging.testing.TopicSetBack;
import io.spirula.messaging.testing.Turn;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.guard.SharedClient;
import io.spirula.rbd.memory.InMemoryCeph;
import io.spirula.snapshot.cluster.Clusters;
import io.spirula.snapshot.inventory.ScanInterval;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The service's own parts on a real database and clusters in memory, driven step by step. */
final class World implements AutoCloseable {

    final AdjustableClock clock = new AdjustableClock();
    final InMemoryCeph ceph = InMemoryCeph.withClusters(clock, "site-a", "site-b");
    final RecordingOutbox outbox = new RecordingOutbox();
    final TopicSetBack replay = new TopicSetBack();
    /** Whether the service has read what was told before it began. */
    boolean caughtUp = true;

    private final Database database = new Database();
    private final ClustersInMemory clusters = new ClustersInMemory(ceph, "site-a", "site-b");
    private final CephCluster owner = ceph.connect(InMemoryCeph.config("site-a"));
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @ComponentScan({"io.spirula.snapshot.inventory", "io.spirula.snapshot.creation", "io.spirula.snapshot.retention"})
    static class Parts {}

    World() {
        context.registerBean(JdbcClient.class, database::jdbc);
        context.registerBean(JsonMapper.class, () -> JsonMapper.builder().build());
        context.registerBean(EventJson.class, EventJson::new);
        context.registerBean(EventOutbox.class, () -> outbox);
        context.registerBean(Replay.class, () -> replay);
        context.registerBean(ReadAgain.class, () -> replay);
        context.registerBean(TransactionTemplate.class, database::transactions);
        context.registerBean(CatchUp.class, () -> () -> caughtUp);
        context.registerBean(Traces.class, () -> new Traces(database.jdbc()));
        context.registerBean(WorkWaker.class, () -> (queue, instance) -> {});
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(ScanInterval.class, () -> new ScanInterval(Duration.ofSeconds(2)));
        context.registerBean(Clusters.class, () -> clusters);
        context.register(Parts.class);
        context.refresh();
    }

    /** Not guarded: what fails here fails for a test. */
    private static final class ClustersInMemory implements Clusters {

        private final SortedMap<String, SharedClient> clients = new TreeMap<>();

        ClustersInMemory(InMemoryCeph ceph, String... names) {
            for (String name : names) {
                clients.put(name, new SharedClient(() -> ceph.connect(InMemoryCeph.config(name))));
            }
        }

        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(clients.keySet());
        }

        @Override
        public void renew(String cluster) {
            client(cluster).renew();
        }

        @Override
        public GuardState state(String cluster) {
            return new ClusterGuard(cluster, GuardSettings.defaults()).state();
        }

        @Override
        public <T> T call(String name, Function<CephCluster, T> work) {
            return client(name).use(work);
        }

        private SharedClient client(String cluster) {
            return Objects.requireNonNull(clients.get(cluster), cluster);
        }

        void close() {
            clients.values().forEach(SharedClient::close);
        }
    }

    /** Hands an event to its handler, as the inbox does. */
    void tell(Event event) {
        new Handlers(handlers(), database.transactions(), clock).tell(event);
    }

    private List<EventHandler<?>> handlers() {
        return context.<EventHandler<?>>getBeanProvider(ResolvableType.forClass(EventHandler.class)).stream()
                .toList();
    }

    /** Forgets what ended 120 days ago or before, step by step. */
    void forgetEnded() {
        Instant before = clock.instant().minus(Duration.ofDays(120));
        int forgotten;
        do {
            forgotten = context.getBeansOfType(Ended.class).values().stream()
                    .mapToInt(kind ->
                            Objects.requireNonNull(database.transactions().execute(status -> kind.forget(before, 2))))
                    .sum();
        } while (forgotten > 0);
    }

    Worker worker(String queue) {
        return context.getBeansOfType(Worker.class).values().stream()
                .filter(worker -> worker.queue().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    Turn turn(String instance) {
        return new Turn(instance, database.transactions());
    }

    WorkResult work(String queue, String instance) {
        return worker(queue).work(turn(instance));
    }

    /** Works on everything that is due once. */
    void workAll(String queue) {
        worker(queue).dueInstances(100).forEach(instance -> work(queue, instance));
    }

    /** Makes the snapshots that are due, then removes those that are. */
    void settle() {
        workAll("snapshots");
        workAll("source-retention");
    }

    void scan() {
        work("inventory", "site-a");
    }

    /** Tells all that is known for a topic, as when that was lost. */
    void tellAgain(Topic topic) {
        Retelling retelling = context.getBeansOfType(Retelling.class).values().stream()
                .filter(one -> one.topic() == topic)
                .findFirst()
                .orElseThrow();
        Optional<String> last = tellAfter(retelling, null);
        while (last.isPresent()) {
            last = tellAfter(retelling, last.get());
        }
    }

    private Optional<String> tellAfter(Retelling retelling, @Nullable String key) {
        return Objects.requireNonNull(database.transactions().execute(status -> retelling.tellAfter(key)));
    }

    ImageId create(String name, long size) {
        return inPool(pool -> {
            pool.create(name, ImageSpec.ofSize(size));
            try (RbdImage image = pool.open(ImageLocator.byName(name))) {
                return image.id();
            }
        });
    }

    <T> T inPool(Function<RbdPool, T> work) {
        try (RbdPool pool = owner.openPool("rbd", "")) {
            return work.apply(pool);
        }
    }

    <T> T onImage(ImageId id, Function<RbdImage, T> work) {
        return inPool(pool -> {
            try (RbdImage image = pool.open(ImageLocator.byId(id.image()))) {
                return work.apply(image);
            }
        });
    }

    List<Snapshot> snapshots(ImageId id) {
        return onImage(id, image -> image.snapshots().list());
    }

    String health() {
        return context.getBean(HealthIndicator.class).health().toString();
    }

    long count(String table) {
        return jdbc().sql("select count(*) from " + table).query(Long.class).single();
    }

    JdbcClient jdbc() {
        return database.jdbc();
    }

    @Override
    public void close() {
        context.close();
        clusters.close();
        owner.close();
        database.close();
    }
}
