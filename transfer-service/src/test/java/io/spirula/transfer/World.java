package io.spirula.transfer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.Consistency;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.history.Ended;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReadAgain;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.inbox.Replay;
import io.spirula.messaging.inbox.TombstoneHandler;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.messaging.query.QueryResponder;
import io.spirula.messaging.testing.AdjustableClock;
import io.spirula.messaging.testing.Database;
import io.spirula.messaging.testing.RecordingOutbox;
import io.spirula.messaging.testing.TopicSetBack;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.messaging.work.Worker;
import io.spirula.mover.WritePath;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapSurvey;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.checkup.LibrbdRelease;
import io.spirula.rbd.memory.InMemoryCeph;
import io.spirula.transfer.backoff.BackOffProperties;
import io.spirula.transfer.cluster.ClusterLimits;
import io.spirula.transfer.cluster.ClusterLimitsProperties;
import io.spirula.transfer.cluster.ClusterProperties;
import io.spirula.transfer.cluster.ConcurrencyProperties;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.lease.LeaseProperties;
import io.spirula.transfer.move.FailPoint;
import io.spirula.transfer.move.MoveProperties;
import io.spirula.transfer.usage.UsageProperties;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** The service's own parts on a real database and clusters in memory, driven step by step. */
final class World implements AutoCloseable {

    static final int MIB = 1 << 20;
    static final TargetRef TARGET = new TargetRef("dr", TargetType.RBD, "site-b", "rbd", "");
    private static final String POLICY = "gold";

    final AdjustableClock clock = new AdjustableClock();
    final InMemoryCeph ceph = InMemoryCeph.withClusters(clock, "site-a", "site-b");
    final RecordingOutbox outbox = new RecordingOutbox();
    final Ambush ambush = new Ambush();
    final TopicSetBack replay = new TopicSetBack();
    final Random random;
    /** What was told in passing. */
    final List<Event> progress = new CopyOnWriteArrayList<>();
    /** Whether the service has read what was told before it began. */
    boolean caughtUp = true;

    private final Database database = new Database();
    private final TransactionTemplate transactions;
    private final Attempts attempts;
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final CephCluster source = ceph.connect(InMemoryCeph.config("site-a"));
    final CephCluster target = ceph.connect(InMemoryCeph.config("site-b"));
    private long revision;

    @ComponentScan({
        "io.spirula.transfer.adoption",
        "io.spirula.transfer.checkpoint",
        "io.spirula.transfer.backoff",
        "io.spirula.transfer.bandwidth",
        "io.spirula.transfer.audit",
        "io.spirula.transfer.cluster",
        "io.spirula.transfer.copy",
        "io.spirula.transfer.lease",
        "io.spirula.transfer.move",
        "io.spirula.transfer.policy",
        "io.spirula.transfer.query",
        "io.spirula.transfer.doctor",
        "io.spirula.transfer.replica",
        "io.spirula.transfer.retention",
        "io.spirula.transfer.share",
        "io.spirula.transfer.usage"
    })
    static class Parts {}

    World() {
        this(DiffMode.AUTO);
    }

    /**
     * @param diff what the administrator says of the source cluster's object maps
     */
    World(DiffMode diff) {
        this(Map.of(), new BackOffProperties(true, Duration.ofMinutes(5), 10, 50, true), diff);
    }

    /** One in which two first copies go on at a time, and leave a place to others. */
    static World ofThreePlaces() {
        ClusterLimits.Rate unlimited = new ClusterLimits.Rate(null, List.of());
        ClusterLimits three = new ClusterLimits(3, unlimited, unlimited);
        return new World(Map.of("site-a", three, "site-b", three));
    }

    World(Map<String, ClusterLimits> limits) {
        this(limits, new BackOffProperties(true, Duration.ofMinutes(5), 10, 50, true));
    }

    World(Map<String, ClusterLimits> limits, BackOffProperties backOff) {
        this(limits, backOff, DiffMode.AUTO);
    }

    private World(Map<String, ClusterLimits> limits, BackOffProperties backOff, DiffMode diff) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        random = new Random(seed);
        transactions = database.transactions();
        attempts = new Attempts(transactions);
        context.registerBean(JdbcClient.class, database::jdbc);
        context.registerBean(TransactionTemplate.class, () -> transactions);
        context.registerBean(EventOutbox.class, () -> outbox);
        context.registerBean(Replay.class, () -> replay);
        context.registerBean(ReadAgain.class, () -> replay);
        context.registerBean(CatchUp.class, () -> () -> caughtUp);
        context.registerBean(Traces.class, () -> new Traces(database.jdbc()));
        context.registerBean(EphemeralPublisher.class, () -> progress::add);
        context.registerBean(WorkWaker.class, () -> (queue, instance) -> {});
        context.registerBean(Clock.class, () -> clock);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(CephConnector.class, () -> ceph);
        context.registerBean(FailPoint.class, () -> ambush);
        context.registerBean(ClusterProperties.class, () -> clusters(diff));
        context.registerBean(MapSurvey.class, () -> new MapSurvey(Optional.of(new LibrbdRelease(16, 2, 15))));
        context.registerBean(ConcurrencyProperties.class, () -> new ConcurrencyProperties(2));
        context.registerBean(ClusterLimitsProperties.class, () -> new ClusterLimitsProperties(limits));
        context.registerBean(BackOffProperties.class, () -> backOff);
        context.registerBean(LeaseProperties.class, () -> new LeaseProperties(Duration.ofSeconds(60)));
        context.registerBean(MoveProperties.class, World::moves);
        context.registerBean(UsageProperties.class, () -> new UsageProperties(Duration.ofHours(1)));
        context.register(Parts.class);
        context.refresh();
    }

    private static ClusterProperties clusters(DiffMode diff) {
        var access = new ClusterProperties.Access(Path.of("/nowhere"), "test", Path.of("/nowhere"), null, diff);
        return new ClusterProperties(Map.of("site-a", access, "site-b", access));
    }

    private static MoveProperties moves() {
        return new MoveProperties(
                DataSize.ofMegabytes(16),
                32,
                2,
                2,
                Duration.ofSeconds(20),
                // ambushes lie between librbd's writes
                WritePath.IMAGE,
                Duration.ofHours(24),
                Duration.ofHours(24),
                Duration.ofMillis(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60));
    }

    /** Hands an event to its handlers, as the inbox does. */
    @SuppressWarnings("unchecked")
    <E extends Event> void tell(E event) {
        var received = new ReceivedEvent<>(event, event.eventId(), clock.instant(), 1, null, null, 0, 0);
        context.getBeansOfType(EventHandler.class).values().stream()
                .filter(handler -> handler.eventClass() == event.getClass())
                .forEach(handler -> transactions.executeWithoutResult(status -> handler.handle(received)));
    }

    /** Hands the word that a key is forgotten to its handlers, as the inbox does. */
    void tellForgotten(Topic topic, String key) {
        context.getBeansOfType(TombstoneHandler.class).values().stream()
                .filter(handler -> handler.topic() == topic)
                .forEach(handler -> transactions.executeWithoutResult(status -> handler.handle(key)));
    }

    /** Forgets whatever ended before, until nothing more is to be forgotten. */
    void forgetEndedBefore(Instant moment) {
        int forgotten;
        do {
            forgotten = context.getBeansOfType(Ended.class).values().stream()
                    .mapToInt(kind -> Objects.requireNonNull(transactions.execute(status -> kind.forget(moment, 2))))
                    .sum();
        } while (forgotten > 0);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> Collection<T> beans(Class<T> type) {
        return context.getBeansOfType(type).values();
    }

    /** How often a former writer was shut out. */
    double fenced() {
        return context.getBean(MeterRegistry.class).find("spirula.transfer.fenced").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** How often a replica was found to be its base. */
    double settledBy(String how) {
        return context
                .getBean(MeterRegistry.class)
                .find("spirula.transfer.bases.settled")
                .tag("by", how)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    Worker worker(String queue) {
        return context.getBeansOfType(Worker.class).values().stream()
                .filter(worker -> worker.queue().equals(queue))
                .findFirst()
                .orElseThrow();
    }

    List<String> dueRoutes() {
        return worker(Route.QUEUE).dueInstances(100);
    }

    WorkResult work(String queue, String instance) {
        return worker(queue).work(attempts.take(instance));
    }

    /** A UUIDv7 of the clock's time. */
    UUID timeOrdered() {
        return new UUID(clock.millis() << 16 | 0x7000, random.nextLong() >>> 2 | Long.MIN_VALUE);
    }

    /** Works on everything that is due, until nothing is. */
    void workAll() {
        for (int round = 0; round < 20; round++) {
            boolean idle = true;
            for (String queue : List.of("adoption", Route.QUEUE, "lease")) {
                for (String instance : worker(queue).dueInstances(100)) {
                    idle = false;
                    work(queue, instance);
                }
            }
            if (idle) {
                return;
            }
        }
    }

    /** A disk on site-a, as its owner sees it. */
    final class Disk {

        final String name;
        final String poolName;
        final ImageId id;
        final LineageId lineage;
        String tenant = "acme";

        Disk(String poolName, String name, ImageSpec spec) {
            this.name = name;
            this.poolName = poolName;
            this.id = inPool(source, poolName, pool -> {
                pool.create(name, spec);
                try (RbdImage image = pool.open(ImageLocator.byName(name))) {
                    return image.id();
                }
            });
            this.lineage = LineageId.mintFor(id);
        }

        /** Whether increments keep up digests. */
        DigestMode digest = DigestMode.AUTO;

        Route route() {
            return new Route(lineage, TARGET.key());
        }

        void scribble(int extents) {
            onSource(image -> {
                for (int i = 0; i < extents && image.size() > 0; i++) {
                    int length = 1 + random.nextInt(64 * 1024);
                    long offset = random.nextLong(Math.max(1, image.size() - length));
                    byte[] bytes = new byte[(int) Math.min(length, image.size() - offset)];
                    random.nextBytes(bytes);
                    image.write(offset, direct(bytes));
                }
                return image.size();
            });
        }

        void resize(long size) {
            onSource(image -> {
                image.resize(size);
                return size;
            });
        }

        SnapshotCreated snapshot() {
            return snapshot(POLICY, Duration.ofHours(1));
        }

        SnapshotCreated snapshot(String policy, Duration deadline) {
            return snapshot(policy, deadline, List.of(TARGET));
        }

        /** What snapshot-service does: takes the snapshot and tells of it. */
        SnapshotCreated snapshot(String policy, Duration deadline, List<TargetRef> targets) {
            clock.advance(Duration.ofSeconds(10));
            RunId run = new RunId(timeOrdered());
            String snapshot = SnapshotName.of(clock.instant(), run);
            return onSource(image -> {
                long snapshotId = image.snapshots().create(snapshot);
                return new SnapshotCreated(
                        run,
                        PointId.of(run, lineage),
                        lineage,
                        id,
                        new ImageRef("site-a", poolName, "", image.name()),
                        tenant,
                        policy,
                        snapshotId,
                        snapshot,
                        image.size(),
                        Consistency.CRASH,
                        targets,
                        new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK, digest),
                        clock.instant(),
                        clock.instant().plus(deadline));
            });
        }

        Copy backup() {
            SnapshotCreated snapshot = snapshot();
            tell(snapshot);
            workAll();
            return copy(snapshot);
        }

        void rename(String to) {
            inPool(source, poolName, pool -> {
                pool.rename(id.image(), to);
                return to;
            });
        }

        void remove() {
            inPool(source, poolName, pool -> {
                pool.remove(id.image(), ProgressListener.SILENT);
                return id;
            });
        }

        void removeSnapshot(long snapshotId) {
            onSource(image -> {
                image.snapshots().remove(snapshotId);
                return snapshotId;
            });
        }

        <T> T onSource(Function<RbdImage, T> work) {
            return onImage(source, id, work);
        }

        String sourceHash(Copy copy) {
            return hash(source, id, copy.sourceSnapshotId());
        }
    }

    Disk disk(String name, long size) {
        return disk("rbd", name, size);
    }

    Disk disk(String pool, String name, long size) {
        return new Disk(pool, name, ImageSpec.ofSize(size));
    }

    /** What it would answer to {@code spirula plan}. */
    PlanAnswer.Item plan(Disk disk) {
        ImageRef ref = new ImageRef("site-a", disk.poolName, "", disk.name);
        PlanQuestion question =
                new PlanQuestion(List.of(new PlanQuestion.Item(disk.lineage, disk.id, TARGET, ref, disk.tenant)));
        return ask(PlanQuestion.NAME, question, PlanAnswer.class).items().get(0);
    }

    <A> A ask(String name, Object question, Class<A> answer) {
        EventJson json = new EventJson();
        JsonNode told = context.getBeansOfType(QueryResponder.class).values().stream()
                .filter(responder -> responder.question().equals(name))
                .findFirst()
                .orElseThrow()
                .answer(json.tree(question));
        return json.fromTree(told, answer);
    }

    /** A restore asks for a copy. */
    LeaseRequested lease(Copy copy) {
        return new LeaseRequested(
                new LeaseId(UUID.randomUUID()),
                copy.lineage(),
                copy.id(),
                "restore of a test",
                "copy",
                clock.instant());
    }

    /** What was told last of the copy of a point. */
    Copy copy(SnapshotCreated snapshot) {
        return outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(copy -> copy.point().equals(snapshot.point()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    void policy(int keepLast) {
        policy(List.of(new TargetSpec(TARGET, new KeepRule(keepLast))));
    }

    void policy(List<TargetSpec> targets) {
        policy(POLICY, targets);
    }

    void policy(int keepLast, AuditRule audit) {
        policy(POLICY, List.of(new TargetSpec(TARGET, new KeepRule(keepLast))), null, audit);
    }

    void policy(String name, List<TargetSpec> targets) {
        policy(name, targets, null);
    }

    void policy(String name, List<TargetSpec> targets, @Nullable Limits limits) {
        policy(name, targets, limits, AuditRule.DEFAULT);
    }

    private void policy(String name, List<TargetSpec> targets, @Nullable Limits limits, AuditRule audit) {
        revision++;
        tell(new PolicyChanged(
                name,
                "acme",
                revision,
                false,
                new PolicySpec(
                        new SourceSelector("site-a", List.of("rbd"), List.of("*"), List.of(), Map.of()),
                        new Schedule(Duration.ofSeconds(10), null, "UTC", Duration.ZERO, true),
                        targets,
                        new KeepRule(1),
                        DiffMode.AUTO,
                        VerifyMode.READ_BACK,
                        new Objectives(null),
                        limits,
                        audit,
                        DigestMode.AUTO),
                clock.instant()));
    }

    long nextRevision() {
        return ++revision;
    }

    String replicaHash(Copy copy) {
        return hash(target, copy.replica().image(), copy.replica().snapshotId());
    }

    /** Of all that the replica holds at the copy's snapshot. */
    String digest(Copy copy) {
        return inPool(target, copy.replica().image(), pool -> {
            try (RbdImage image = pool.openSnapshot(
                    ImageLocator.byId(copy.replica().image().image()),
                    copy.replica().snapshotId())) {
                ByteBuffer all = ByteBuffer.allocateDirect((int) image.size());
                image.read(0, all);
                return PointDigest.of(0, all).toString();
            }
        });
    }

    <T> T onReplica(Copy copy, Function<RbdImage, T> work) {
        return onImage(target, copy.replica().image(), work);
    }

    <T> T onTarget(Function<RbdPool, T> work) {
        return inPool(target, "rbd", work);
    }

    List<String> targetImages() {
        return onTarget(pool ->
                pool.images().stream().map(image -> image.name()).sorted().toList());
    }

    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static <T> T inPool(CephCluster cluster, String name, Function<RbdPool, T> work) {
        try (RbdPool pool = cluster.openPool(name, "")) {
            return work.apply(pool);
        }
    }

    private static <T> T inPool(CephCluster cluster, ImageId id, Function<RbdPool, T> work) {
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace())) {
            return work.apply(pool);
        }
    }

    private static <T> T onImage(CephCluster cluster, ImageId id, Function<RbdImage, T> work) {
        return inPool(cluster, id, pool -> {
            try (RbdImage image = pool.open(ImageLocator.byId(id.image()))) {
                return work.apply(image);
            }
        });
    }

    /** Of the size and every byte at a snapshot. */
    private static String hash(CephCluster cluster, ImageId id, long snapshotId) {
        return inPool(cluster, id, pool -> {
            try (RbdImage image = pool.openSnapshot(ImageLocator.byId(id.image()), snapshotId)) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ByteBuffer buffer = ByteBuffer.allocateDirect(MIB);
                for (long at = 0; at < image.size(); at += MIB) {
                    buffer.clear().limit((int) Math.min(MIB, image.size() - at));
                    image.read(at, buffer);
                    digest.update(buffer);
                }
                return image.size() + ":" + HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    JdbcClient jdbc() {
        return bean(JdbcClient.class);
    }

    Attempts attempts() {
        return attempts;
    }

    @Override
    public void close() {
        context.close();
        source.close();
        target.close();
        database.close();
    }
}
