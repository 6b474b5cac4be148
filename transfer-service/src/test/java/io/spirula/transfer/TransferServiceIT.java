package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
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
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.MoveSettings;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.Objectives;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.Schedule;
import io.spirula.contracts.policy.SourceSelector;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.messaging.testing.FellowService;
import io.spirula.messaging.work.WorkWaker;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import io.spirula.transfer.policy.PolicyStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The whole service on real Ceph, Kafka and PostgreSQL, with no more rights on the clusters than it needs. */
class TransferServiceIT {

    private static final CephSandboxCluster SITE_A = SharedSandbox.ceph("site-a");
    private static final CephSandboxCluster SITE_B = SharedSandbox.ceph("site-b");
    private static final TargetRef TARGET = new TargetRef("dr", TargetType.RBD, "site-b", "rbd", "");
    private static final String SCHEMA = "transfer_service_it";
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int MIB = 1 << 20;

    private static final Random RANDOM = seeded();
    private static FellowService scheduler;
    private static FellowService snapshots;
    private static FellowService restore;
    private static CephCluster source;
    private static CephCluster target;
    private static ConfigurableApplicationContext service;

    private static Random seeded() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    @BeforeAll
    static void start() {
        String broker = SharedSandbox.kafka().bootstrapServers();
        scheduler = new FellowService(broker, Service.SCHEDULER);
        snapshots = new FellowService(broker, Service.SNAPSHOT);
        restore = new FellowService(broker, Service.RESTORE);
        scheduler.createTopics(Topic.POLICY, Topic.COMMAND, Topic.QUERY);
        snapshots.createTopics(Topic.SNAPSHOT);
        restore.createTopics(Topic.RESTORE);
        source = admin(SITE_A);
        target = admin(SITE_B);
        service = run("--server.port=0");
    }

    private static CephCluster admin(CephSandboxCluster cluster) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        cluster.name(), cluster.conf(), "admin", cluster.adminKeyring(), Duration.ofSeconds(30)));
    }

    private static ConfigurableApplicationContext run(String... arguments) {
        Path reads = SITE_A.authorize(
                "client.spirula-transfer",
                "mon",
                "profile rbd-read-only",
                "osd",
                "profile rbd-read-only pool=rbd, allow rw pool=rbd object_prefix rbd_header.");
        Path writes = SITE_B.authorize("client.spirula-transfer", "mon", "profile rbd", "osd", "profile rbd pool=rbd");
        PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(SCHEMA);
        Map<String, Object> properties = new TreeMap<>();
        properties.put("spring.datasource.url", account.url());
        properties.put("spring.datasource.username", account.user());
        properties.put("spring.datasource.password", account.password());
        properties.put("spring.kafka.bootstrap-servers", SharedSandbox.kafka().bootstrapServers());
        properties.put("spirula.site", "test");
        cluster(properties, SITE_A, reads);
        cluster(properties, SITE_B, writes);
        return new SpringApplicationBuilder(TransferServiceApplication.class)
                .properties(properties)
                .registerShutdownHook(false)
                .run(arguments);
    }

    private static void cluster(Map<String, Object> properties, CephSandboxCluster cluster, Path keyring) {
        String prefix = "spirula.clusters." + cluster.name();
        properties.put(prefix + ".conf", cluster.conf().toString());
        properties.put(prefix + ".user", "spirula-transfer");
        properties.put(prefix + ".keyring", keyring.toString());
    }

    @AfterAll
    static void stop() {
        service.close();
        source.close();
        target.close();
        List.of(scheduler, snapshots, restore).forEach(FellowService::close);
        SharedSandbox.postgres().dropSchema(SCHEMA);
    }

    @Test
    void aFullAndIncrementsEqualTheirSourceSnapshotsAndReleaseTheirBases() {
        Disk disk = new Disk("vm-first", 64L * MIB);
        disk.scribble(200);
        Copy full = disk.backup();
        assertThat(full.mode()).isEqualTo(CopyMode.FULL);
        disk.assertEqual(full);
        disk.scribble(60);
        Copy increment = disk.backup();
        assertThat(increment.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(increment.base()).isEqualTo(full.point());
        disk.assertEqual(increment);
        disk.assertEqual(full);
        Copy unchanged = disk.backup();
        assertThat(unchanged.bytesMoved()).isZero();
        BaseReleased released = scheduler.await(
                BaseReleased.class,
                event -> event.lineage().equals(disk.lineage) && event.snapshotId() == full.sourceSnapshotId());
        assertThat(released.target()).isEqualTo(TARGET);
        assertThat(scheduler.events(TransferProgressed.class))
                .anyMatch(progress -> progress.lineage().equals(disk.lineage));
        assertThat(SITE_B.rbd("lock", "ls", "rbd/vm-first")).isBlank();
    }

    @Test
    void twoTargetsAreFedByOneReadOfEachChangedByte() {
        TargetRef second = secondTarget();
        Disk disk = new Disk("vm-twice", 64L * MIB);
        disk.fill();
        long before = givenBySource();
        SnapshotCreated full = disk.snapshot("gold", List.of(TARGET, second));
        snapshots.publish(full);
        List<Copy> fulls = disk.awaitCopies(full, TARGET, second);
        assertThat(givenBySource() - before).isBetween(disk.size, disk.size * 5 / 4);
        assertThat(fulls).allSatisfy(disk::assertEqual);

        disk.fill();
        long between = givenBySource();
        SnapshotCreated increment = disk.snapshot("gold", List.of(TARGET, second));
        snapshots.publish(increment);
        List<Copy> increments = disk.awaitCopies(increment, TARGET, second);
        assertThat(givenBySource() - between).isBetween(disk.size, disk.size * 5 / 4);
        assertThat(increments).allSatisfy(copy -> {
            assertThat(copy.mode()).isEqualTo(CopyMode.INCREMENT);
            assertThat(copy.bytesMoved()).isEqualTo(disk.size);
            disk.assertEqual(copy);
        });
    }

    @Test
    void aTargetThatStopsInTheMiddleDoesNotStopTheOtherThatIsFedByTheSameRead() {
        TargetRef second = secondTarget();
        String policy = "slow-" + UUID.randomUUID();
        scheduler.publish(policy(policy, 2, new Limits(16L * MIB, List.of())));
        Disk disk = new Disk("vm-stopped", 64L * MIB);
        disk.fill();
        SnapshotCreated full = disk.snapshot(policy, List.of(TARGET, second));
        snapshots.publish(full);
        scheduler.await(
                TransferProgressed.class,
                progress -> progress.run().equals(full.run()) && progress.bytesDone() >= 12L * MIB);
        String writer = service.getBean(JdbcClient.class)
                .sql("""
                        select w.address from replica_writer w join replica r on r.id = w.replica
                        where r.lineage = ? and r.target_key = ?
                        """)
                .params(disk.lineage.value(), second.key())
                .query(String.class)
                .single();
        target.blocklist(writer, Duration.ofMinutes(10));
        target.awaitLatestOsdMap();

        Copy other = disk.awaitCopies(full, TARGET).get(0);
        disk.assertEqual(other);
        Copy stopped = disk.awaitCopies(full, second).get(0);
        disk.assertEqual(stopped);
        assertThat(scheduler.events(CopyChanged.class))
                .anyMatch(event -> event.copy().id().equals(stopped.id())
                        && event.copy().reason() != null
                        && event.copy().reason().code().equals("RBD_ESHUTDOWN"));
        assertThat(scheduler.events(CopyChanged.class))
                .noneMatch(event -> event.copy().id().equals(other.id())
                        && event.copy().reason() != null
                        && event.copy().reason().code().startsWith("RBD_"));
    }

    private static TargetRef secondTarget() {
        inPool(target, pool -> {
            if (!pool.namespaces().contains("second")) {
                pool.createNamespace("second");
            }
            return pool;
        });
        return new TargetRef("second", TargetType.RBD, "site-b", "rbd", "second");
    }

    /** Bytes that clients got from the source's OSD since it was started. */
    private static long givenBySource() {
        return JsonMapper.shared()
                .readTree(SITE_A.ceph("tell", "osd.0", "perf", "dump"))
                .get("osd")
                .get("op_out_bytes")
                .asLong();
    }

    @Test
    void aReplicaWrittenByHandIsRolledBackFirst() {
        Disk disk = new Disk("vm-hand", 16L * MIB);
        disk.scribble(40);
        Copy full = disk.backup();
        onImage(target, full.replica().image(), image -> {
            image.write(0, direct(new byte[8192]));
            image.write(5 * MIB + 17, direct("by hand".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            return image;
        });
        disk.scribble(5);
        Copy increment = disk.backup();
        disk.assertEqual(increment);
        disk.assertEqual(full);
        assertThat(scheduler.events(CopyChanged.class))
                .anyMatch(event -> event.copy().id().equals(increment.id())
                        && event.copy().reason() != null
                        && event.copy().reason().code().equals("REPLICA_ROLLED_BACK"));
    }

    @Test
    void replicasThatNobodyLockedAreNotLookedAt() {
        double sealed = settledBy("seal");
        // the header may share its placement group with what goes on meanwhile: then there is no seal
        for (int i = 0; i < 4; i++) {
            Disk disk = new Disk("vm-idle-" + i, 16L * MIB);
            disk.scribble(10);
            disk.backup();
            for (int increment = 0; increment < 2; increment++) {
                disk.scribble(2);
                disk.assertEqual(disk.backup());
            }
        }
        assertThat(settledBy("seal") - sealed).isPositive();
    }

    private static double settledBy(String how) {
        return service
                .getBean(MeterRegistry.class)
                .find("spirula.transfer.bases.settled")
                .tag("by", how)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void anImageMadeAgainUnderItsNameGetsAReplicaOfItsOwnAndTheOldOneStays() {
        Disk old = new Disk("vm-again", 16L * MIB);
        old.scribble(20);
        Copy before = old.backup();
        String hash = old.hash(before);
        old.destroy();
        Disk again = new Disk("vm-again", 24L * MIB);
        again.scribble(20);
        Copy after = again.backup();
        assertThat(after.mode()).isEqualTo(CopyMode.FULL);
        assertThat(after.replica().ref().name()).isEqualTo("vm-again");
        again.assertEqual(after);
        assertThat(replicaHash(before)).isEqualTo(hash);
        assertThat(onImage(target, before.replica().image(), RbdImage::name)).isEqualTo("vm-again.spirula-1");
    }

    @Test
    void aDeadWriterIsFencedAndItsLockTakenOver() {
        Disk disk = new Disk("vm-dead", 16L * MIB);
        disk.scribble(20);
        Copy full = disk.backup();
        try (CephCluster dead = admin(SITE_B);
                RbdPool pool = dead.openPool("rbd", "");
                RbdImage image =
                        pool.open(ImageLocator.byId(full.replica().image().image()))) {
            image.lock().acquire();
            image.write(0, direct(new byte[4096]));
            service.getBean(JdbcClient.class)
                    .sql(
                            "insert into replica_writer (replica, address, attempt) select id, ?, 1 from replica where image = ?")
                    .params(dead.clientAddress(), full.replica().image().image())
                    .update();
            disk.scribble(5);
            Copy increment = disk.backup();
            disk.assertEqual(increment);
            assertThatThrownBy(() -> image.write(0, direct(new byte[4096])))
                    .isInstanceOf(RbdException.class)
                    .hasMessageContaining("ESHUTDOWN");
            disk.assertEqual(increment);
            disk.assertEqual(disk.backup());
        }
    }

    @Test
    void aReplicaThatSomebodyUsesIsLeftAloneAndTheReasonNamesThem() {
        Disk disk = new Disk("vm-used", 16L * MIB);
        disk.scribble(20);
        Copy full = disk.backup();
        SnapshotCreated waiting;
        String user = target.clientAddress();
        try (RbdPool pool = target.openPool("rbd", "");
                RbdImage image =
                        pool.open(ImageLocator.byId(full.replica().image().image()))) {
            image.lock().acquire();
            waiting = disk.snapshot();
            snapshots.publish(waiting);
            CopyChanged told = scheduler.await(
                    CopyChanged.class,
                    event -> event.copy().point().equals(waiting.point())
                            && event.copy().reason() != null);
            assertThat(told.copy().reason().code()).isEqualTo("REPLICA_IN_USE");
            assertThat(told.copy().reason().text()).contains(user);
            image.lock().release();
        }
        disk.assertEqual(disk.awaitCopy(waiting));
    }

    @Test
    void aTargetThatIsNearlyFullIsWaitedForUntilThereIsMoreRoom() {
        Disk disk = new Disk("vm-near", 16L * MIB);
        disk.scribble(20);
        disk.assertEqual(disk.backup());
        SnapshotCreated waiting;
        SITE_B.ceph("osd", "set-nearfull-ratio", "0.00002");
        try {
            await("an OSD to be nearly full")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(target.health())
                            .anySatisfy(check -> assertThat(check.code()).isEqualTo("OSD_NEARFULL")));
            // what a cluster said of itself is believed for ten seconds
            waiting = await("a copy to wait").atMost(Duration.ofSeconds(60)).until(() -> waits(disk), Objects::nonNull);
        } finally {
            SITE_B.ceph("osd", "set-nearfull-ratio", "0.85");
        }
        disk.assertEqual(disk.awaitCopy(waiting));
    }

    /** A snapshot whose copy waits; null if it did not. */
    private @Nullable SnapshotCreated waits(Disk disk) {
        disk.scribble(5);
        SnapshotCreated next = disk.snapshot();
        snapshots.publish(next);
        Copy told = scheduler
                .await(
                        CopyChanged.class,
                        event -> event.copy().point().equals(next.point())
                                && (event.copy().reason() != null
                                        || event.copy().state() == CopyState.COMPLETE))
                .copy();
        if (told.reason() == null) {
            return null;
        }
        assertThat(told.reason().code()).isEqualTo("CLUSTER_NEAR_FULL");
        return next;
    }

    @Test
    void aReplicaThatIsMerelyOpenIsCopiedToAndWhatItsClientWritesLaterIsTakenBack() {
        Disk disk = new Disk("vm-open", 16L * MIB);
        disk.scribble(20);
        Copy full = disk.backup();
        try (RbdPool pool = target.openPool("rbd", "");
                RbdImage image =
                        pool.open(ImageLocator.byId(full.replica().image().image()))) {
            assertThat(image.watchers()).isNotEmpty();
            disk.scribble(5);
            disk.assertEqual(disk.backup());
            image.write(0, direct(new byte[4096]));
            image.flush();
        }
        disk.scribble(5);
        disk.assertEqual(disk.backup());
    }

    @Test
    void anImageOfSomebodyElseKeepsTheNameAndNothingIsTouched() {
        SITE_B.rbd("create", "--size", "4M", "rbd/vm-taken");
        Disk disk = new Disk("vm-taken", 16L * MIB);
        SnapshotCreated snapshot = disk.snapshot();
        snapshots.publish(snapshot);
        CopyFailed failed =
                scheduler.await(CopyFailed.class, event -> event.copy().point().equals(snapshot.point()));
        assertThat(failed.copy().reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(SITE_B.rbd("ls", "rbd")).contains("vm-taken").doesNotContain("vm-taken.");
        SITE_B.rbd("rename", "rbd/vm-taken", "rbd/mine");
        disk.assertEqual(disk.backup());
        SITE_B.rbd("rm", "--no-progress", "rbd/mine");
    }

    @Test
    void retentionKeepsTheLastOnesAndWhatIsLeased() {
        String policy = "retention-" + UUID.randomUUID();
        scheduler.publish(policy(policy, 2));
        Disk disk = new Disk("vm-kept", 16L * MIB);
        Copy first = disk.backup(policy);
        LeaseId lease = new LeaseId(UUID.randomUUID());
        restore.publish(
                new LeaseRequested(lease, disk.lineage, first.id(), "restore of a test", "copy", CLOCK.instant()));
        LeaseGranted granted =
                scheduler.await(LeaseGranted.class, event -> event.lease().equals(lease));
        assertThat(granted.replica()).isEqualTo(first.replica());
        disk.scribble(5);
        Copy second = disk.backup(policy);
        disk.scribble(5);
        disk.backup(policy);
        disk.scribble(5);
        Copy last = disk.backup(policy);
        scheduler.await(CopyPruned.class, event -> event.copy().id().equals(second.id()));
        assertThat(replicaSnapshots(last)).contains(first.snapshot()).doesNotContain(second.snapshot());

        restore.publish(new LeaseReleased(lease, disk.lineage, first.id(), CLOCK.instant()));
        scheduler.await(CopyPruned.class, event -> event.copy().id().equals(first.id()));
        assertThat(replicaSnapshots(last)).hasSize(2);
        assertThat(describedPoints(last)).hasSize(2);
        disk.assertEqual(last);
        forgottenWhenTheirTimeHasCome(first, second);
    }

    private static void forgottenWhenTheirTimeHasCome(Copy... ended) {
        List<String> keys =
                Arrays.stream(ended).map(copy -> copy.id().toString()).toList();
        service.getBean(JdbcClient.class).sql("""
                        update copy set told = jsonb_set(told, '{copy,version}', '1'),
                            base_released = jsonb_set(base_released, '{releasedAt}', '"2020-01-01T00:00:00Z"')
                        where id::text in (:ids)
                        """).param("ids", keys).update();
        service.getBean(TransactionTemplate.class)
                .executeWithoutResult(status -> service.getBean(WorkWaker.class).wake("history", "all"));

        await("tombstones of " + keys)
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(scheduler.records(Topic.COPY.wireName()))
                        .filteredOn(record -> record.value() == null)
                        .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                        .containsExactlyInAnyOrderElementsOf(keys));
    }

    @Test
    void copiesAreToldAgainAndPoliciesReadAgainOnDemand() throws IOException, InterruptedException {
        Disk disk = new Disk("vm-told", 4L * MIB);
        Copy copy = disk.backup();
        long before = toldTimes(copy);
        assertThat(ask("retell")).as("by default nobody can ask for it").isEqualTo(404);
        assertThat(ask("rebuild")).as("nor for this").isEqualTo(404);
        service.close();
        service = run("--server.port=0", "--management.endpoints.web.exposure.include=health,retell,rebuild");

        assertThat(ask("retell")).isEqualTo(200);
        assertThat(ask("rebuild")).isEqualTo(200);

        await().atMost(Duration.ofSeconds(30)).until(() -> toldTimes(copy) > before);
        PolicyStore policies = service.getBean(PolicyStore.class);
        await().atMost(Duration.ofSeconds(30)).until(() -> !policies.areReadAgain());
    }

    private static int ask(String endpoint) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port")
                + "/actuator/" + endpoint);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static long toldTimes(Copy copy) {
        return scheduler.events(CopyChanged.class).stream()
                .filter(event -> event.copy().equals(copy))
                .count();
    }

    private static PolicyChanged policy(String name, int last) {
        return policy(name, last, null);
    }

    private static PolicyChanged policy(String name, int last, @Nullable Limits limits) {
        return new PolicyChanged(
                name,
                "acme",
                1,
                false,
                new PolicySpec(
                        new SourceSelector("site-a", List.of("rbd"), List.of("*"), List.of(), Map.of()),
                        new Schedule(Duration.ofSeconds(10), null, "UTC", Duration.ZERO, true),
                        List.of(new TargetSpec(TARGET, new KeepRule(last))),
                        new KeepRule(1),
                        DiffMode.AUTO,
                        VerifyMode.READ_BACK,
                        new Objectives(null),
                        limits,
                        null,
                        null),
                CLOCK.instant());
    }

    /** A disk on site-a with its owner, and what snapshot-service does for it. */
    private static final class Disk {

        private final String name;
        private final ImageId id;
        private final LineageId lineage;
        private final long size;

        Disk(String name, long size) {
            this.name = name;
            this.size = size;
            this.id = inPool(source, pool -> {
                pool.create(name, ImageSpec.ofSize(size));
                try (RbdImage image = pool.open(ImageLocator.byName(name))) {
                    return image.id();
                }
            });
            this.lineage = LineageId.mintFor(id);
        }

        void scribble(int extents) {
            onImage(source, id, image -> {
                for (int i = 0; i < extents; i++) {
                    byte[] bytes = new byte[1 + RANDOM.nextInt(256 * 1024)];
                    RANDOM.nextBytes(bytes);
                    image.write(RANDOM.nextLong(image.size() - bytes.length), direct(bytes));
                }
                return image;
            });
        }

        /** Other data in every byte. */
        void fill() {
            onImage(source, id, image -> {
                byte[] bytes = new byte[4 * MIB];
                for (long at = 0; at < size; at += bytes.length) {
                    RANDOM.nextBytes(bytes);
                    image.write(at, direct(bytes));
                }
                return image;
            });
        }

        SnapshotCreated snapshot() {
            return snapshot("gold");
        }

        SnapshotCreated snapshot(String policy) {
            return snapshot(policy, List.of(TARGET));
        }

        SnapshotCreated snapshot(String policy, List<TargetRef> targets) {
            Instant now = CLOCK.instant();
            RunId run = new RunId(UUID.randomUUID());
            String snapshot = SnapshotName.of(now, run);
            return onImage(
                    source,
                    id,
                    image -> new SnapshotCreated(
                            run,
                            PointId.of(run, lineage),
                            lineage,
                            id,
                            new ImageRef("site-a", "rbd", "", name),
                            "acme",
                            policy,
                            image.snapshots().create(snapshot),
                            snapshot,
                            image.size(),
                            Consistency.CRASH,
                            targets,
                            new MoveSettings(DiffMode.AUTO, VerifyMode.READ_BACK),
                            now,
                            now.plus(Duration.ofMinutes(10))));
        }

        Copy backup() {
            return backup("gold");
        }

        Copy backup(String policy) {
            SnapshotCreated snapshot = snapshot(policy);
            snapshots.publish(snapshot);
            return awaitCopy(snapshot);
        }

        Copy awaitCopy(SnapshotCreated snapshot) {
            return scheduler
                    .await(CopyCompleted.class, event -> event.copy().point().equals(snapshot.point()))
                    .copy();
        }

        List<Copy> awaitCopies(SnapshotCreated snapshot, TargetRef... on) {
            return Arrays.stream(on)
                    .map(target -> scheduler.await(
                            CopyCompleted.class,
                            event -> event.copy().point().equals(snapshot.point())
                                    && event.copy().target().equals(target)))
                    .map(CopyCompleted::copy)
                    .toList();
        }

        String hash(Copy copy) {
            return hashOf(source, id, copy.sourceSnapshotId());
        }

        void assertEqual(Copy copy) {
            assertThat(replicaHash(copy)).isEqualTo(hash(copy));
        }

        void destroy() {
            SITE_A.rbd("snap", "purge", "--no-progress", "rbd/" + name);
            SITE_A.rbd("rm", "--no-progress", "rbd/" + name);
        }
    }

    private static String replicaHash(Copy copy) {
        return hashOf(target, copy.replica().image(), copy.replica().snapshotId());
    }

    private static List<String> replicaSnapshots(Copy copy) {
        return onImage(
                target,
                copy.replica().image(),
                image -> image.snapshots().list().stream()
                        .map(snapshot -> snapshot.name())
                        .toList());
    }

    private static List<String> describedPoints(Copy copy) {
        return onImage(
                target,
                copy.replica().image(),
                image -> image.metadata().list().keySet().stream()
                        .filter(key -> key.startsWith("spirula.point."))
                        .toList());
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static <T> T inPool(CephCluster cluster, Function<RbdPool, T> work) {
        try (RbdPool pool = cluster.openPool("rbd", "")) {
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

    private static <T> T inPool(CephCluster cluster, ImageId id, Function<RbdPool, T> work) {
        try (RbdPool pool = cluster.openPool(id.pool(), id.namespace())) {
            return work.apply(pool);
        }
    }

    private static String hashOf(CephCluster cluster, ImageId id, long snapshotId) {
        return inPool(cluster, id, pool -> {
            try (RbdImage image = pool.openSnapshot(ImageLocator.byId(id.image()), snapshotId)) {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                ByteBuffer buffer = ByteBuffer.allocateDirect(4 * MIB);
                for (long at = 0; at < image.size(); at += 4 * MIB) {
                    buffer.clear().limit((int) Math.min(4 * MIB, image.size() - at));
                    image.read(at, buffer);
                    digest.update(buffer);
                }
                return image.size() + ":" + HexFormat.of().formatHex(digest.digest());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
