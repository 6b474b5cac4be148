package io.spirula.restore;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.history.Ended;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.testing.AdjustableClock;
import io.spirula.messaging.testing.Database;
import io.spirula.messaging.testing.Handlers;
import io.spirula.messaging.testing.RecordingOutbox;
import io.spirula.messaging.testing.Turn;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.messaging.work.Worker;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.digest.PointDigest;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.guard.ClusterGuard;
import io.spirula.rbd.guard.GuardSettings;
import io.spirula.rbd.guard.GuardState;
import io.spirula.rbd.memory.InMemoryCeph;
import io.spirula.restore.cluster.Clusters;
import io.spirula.restore.command.Restores;
import io.spirula.restore.work.CopySlots;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.core.ResolvableType;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The service's own parts on a real database and clusters in memory, driven step by step. */
final class World implements AutoCloseable {

    static final int SIZE = 12 << 20;

    final AdjustableClock clock = new AdjustableClock();
    final InMemoryCeph ceph = InMemoryCeph.withClusters(clock, "site-a", "site-b");
    final RecordingOutbox outbox = new RecordingOutbox();
    /** Whether the service has read what was told before it began. */
    boolean caughtUp = true;

    /** What was told in passing. */
    final List<Event> passing = new CopyOnWriteArrayList<>();
    /** What all work on clusters ends with, as by a bug; null heals it. */
    final AtomicReference<@Nullable RuntimeException> fault = new AtomicReference<>();

    private final Database database = new Database();
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

    @ComponentScan({"io.spirula.restore.command", "io.spirula.restore.work"})
    static class Parts {}

    World() {
        context.registerBean("jdbc", JdbcClient.class, database::jdbc);
        context.registerBean("json", EventJson.class, EventJson::new);
        context.registerBean("outbox", EventOutbox.class, () -> outbox);
        context.registerBean("catchUp", CatchUp.class, () -> () -> caughtUp);
        context.registerBean(Traces.class, () -> new Traces(database.jdbc()));
        context.registerBean("waker", WorkWaker.class, () -> (queue, instance) -> {});
        context.registerBean("publisher", EphemeralPublisher.class, () -> passing::add);
        context.registerBean("clock", Clock.class, () -> clock);
        context.registerBean("meters", MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean("limits", MoverLimits.class, () -> MoverLimits.DEFAULT);
        context.registerBean("slots", CopySlots.class, () -> new CopySlots(1));
        context.registerBean("clusters", Clusters.class, () -> new ClustersInMemory(ceph, fault));
        context.register(Parts.class);
        context.refresh();
    }

    private record ClustersInMemory(InMemoryCeph ceph, AtomicReference<@Nullable RuntimeException> fault)
            implements Clusters {

        @Override
        public SortedSet<String> names() {
            return new TreeSet<>(List.of("site-a", "site-b"));
        }

        @Override
        public GuardState state(String cluster) {
            return new ClusterGuard(cluster, GuardSettings.defaults()).state();
        }

        @Override
        public <T> T call(ImageRef place, Function<CephCluster, T> work) {
            try (CephCluster cluster = ceph.connect(InMemoryCeph.config(place.cluster()))) {
                if (fault.get() != null) {
                    throw fault.get();
                }
                return work.apply(cluster);
            }
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

    private Worker worker() {
        return context.getBean(Worker.class);
    }

    Turn turn(RestoreRequested request) {
        return new Turn(request.restore().toString(), database.transactions());
    }

    WorkResult work(Turn turn) {
        return worker().work(turn);
    }

    WorkResult work(RestoreRequested request) {
        return work(turn(request));
    }

    /** Puts back how far a restore had come as a backup of the database has it; null for one that it does not have. */
    void setBack(RestoreRequested request, @Nullable String state) {
        if (state == null) {
            database.jdbc()
                    .sql("delete from restore where restore = ?")
                    .param(request.restore().value())
                    .update();
        } else {
            database.jdbc()
                    .sql("update restore set state = ?, ended_at = null, unfinished = false where restore = ?")
                    .params(state, request.restore().value())
                    .update();
        }
    }

    /** Forgets what ended 120 days ago or before. */
    void forgetEnded() {
        Instant before = clock.instant().minus(Duration.ofDays(120));
        context.getBeansOfType(Ended.class)
                .values()
                .forEach(kind -> database.transactions().executeWithoutResult(status -> kind.forget(before, 10)));
    }

    long count(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    String state(RestoreRequested request) {
        return database.jdbc()
                .sql("select state from restore where restore = ?")
                .param(request.restore().value())
                .query(String.class)
                .single();
    }

    String writer() {
        return database.jdbc()
                .sql("select writer from restore")
                .query(String.class)
                .single();
    }

    boolean isDue() {
        return !context.getBean(Restores.class).due(10).isEmpty();
    }

    /** A replica on site-b with random content and one snapshot, described as transfer-service describes it. */
    ReplicaPoint replica(String name, long seed) {
        return inPool("site-b", pool -> {
            pool.create(name, ImageSpec.ofSize(SIZE));
            try (RbdImage image = pool.open(ImageLocator.byName(name))) {
                image.metadata().set("spirula.lineage", "11111111-1111-4111-8111-111111111111");
                image.metadata().set("spirula.epoch", "1");
                ByteBuffer data = ByteBuffer.allocateDirect(3 << 20);
                byte[] bytes = new byte[data.capacity()];
                new Random(seed).nextBytes(bytes);
                data.put(bytes).flip();
                image.write(5 << 20, data);
                long snapshot = image.snapshots().create("spirula-point");
                image.write(0, data);
                return new ReplicaPoint(image.id(), new ImageRef("site-b", "rbd", "", name), 1, snapshot);
            }
        });
    }

    RestoreRequested request(ReplicaPoint replica, ImageRef destination, boolean instant) {
        return request(replica, destination, instant, false);
    }

    RestoreRequested request(ReplicaPoint replica, ImageRef destination, boolean instant, boolean acceptOtherDigest) {
        LineageId lineage = new LineageId(UUID.fromString("11111111-1111-4111-8111-111111111111"));
        PointId point = new PointId(DerivedId.of("test-point"));
        RestoreRequested request = new RestoreRequested(
                new RestoreId(UUID.randomUUID()),
                lineage,
                point,
                CopyId.of(point, "rbd:site-b/rbd"),
                new ImageRef("site-a", "rbd", "", "vm-1"),
                replica,
                "spirula-point",
                SIZE,
                destination,
                instant,
                "acme",
                "ann",
                clock.instant(),
                clock.instant().plus(Duration.ofMinutes(5)),
                acceptOtherDigest);
        tell(request);
        return request;
    }

    /** Answers the restore's request for its lease. */
    void grant(RestoreRequested request) {
        grant(request, null);
    }

    /**
     * @param digest that is recorded of the copy
     */
    void grant(RestoreRequested request, @Nullable String digest) {
        LeaseRequested asked = outbox.all(LeaseRequested.class).stream()
                .filter(lease -> lease.holder().contains(request.restore().toString()))
                .findFirst()
                .orElseThrow();
        tell(new LeaseGranted(
                asked.lease(),
                asked.lineage(),
                asked.copy(),
                request.replica(),
                request.snapshot(),
                request.size(),
                clock.instant(),
                digest));
    }

    /** Of what a replica holds at its snapshot. */
    String digest(ReplicaPoint replica) {
        return inPool("site-b", pool -> {
            try (RbdImage image =
                    pool.openSnapshot(ImageLocator.byId(replica.image().image()), replica.snapshotId())) {
                return PointDigest.of(0, ByteBuffer.wrap(bytes(image))).toString();
            }
        });
    }

    <T> T inPool(String cluster, Function<RbdPool, T> work) {
        try (CephCluster connection = ceph.connect(InMemoryCeph.config(cluster));
                RbdPool pool = connection.openPool("rbd", "")) {
            return work.apply(pool);
        }
    }

    List<String> images(String cluster) {
        return inPool(
                cluster,
                pool -> pool.images().stream().map(ImageEntry::name).sorted().toList());
    }

    <T> T onImage(ImageRef ref, Function<RbdImage, T> work) {
        return inPool(ref.cluster(), pool -> {
            try (RbdImage image = pool.open(ImageLocator.byName(ref.name()))) {
                return work.apply(image);
            }
        });
    }

    String metadata(ImageRef ref) {
        return onImage(ref, image -> image.metadata().list().toString());
    }

    long size(ImageRef ref) {
        return onImage(ref, RbdImage::size);
    }

    boolean standsAlone(ImageRef ref) {
        return onImage(ref, image -> image.parent().isEmpty());
    }

    /** Whether an image's bytes are those of a replica's snapshot. */
    boolean equal(ImageRef ref, ReplicaPoint replica) {
        byte[] restored = onImage(ref, World::bytes);
        byte[] expected = inPool("site-b", pool -> {
            try (RbdImage image =
                    pool.openSnapshot(ImageLocator.byId(replica.image().image()), replica.snapshotId())) {
                return bytes(image);
            }
        });
        return Arrays.equals(restored, expected);
    }

    private static byte[] bytes(RbdImage image) {
        ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(image.size()));
        image.read(0, data);
        byte[] bytes = new byte[data.capacity()];
        data.get(0, bytes);
        return bytes;
    }

    ImageId idOf(ImageRef ref) {
        return onImage(ref, RbdImage::id);
    }

    @Override
    public void close() {
        context.close();
        database.close();
    }
}
