package io.spirula.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.testing.FellowService;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.digest.ImageDigests;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import io.spirula.restore.command.Restore;
import io.spirula.restore.command.RestoreState;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole service on real Ceph, Kafka and PostgreSQL. */
class RestoreServiceIT {

    private static final CephSandboxCluster SITE_A = SharedSandbox.ceph("site-a");
    private static final CephSandboxCluster SITE_B = SharedSandbox.ceph("site-b");
    private static final String SCHEMA = "restore_service_it";
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int SIZE = 24 << 20;

    private static FellowService scheduler;
    private static FellowService transfer;
    private static ConfigurableApplicationContext service;
    private static CephCluster siteB;

    @TempDir
    private Path files;

    @BeforeAll
    static void start() {
        siteB = new NativeCephConnector()
                .connect(new ClusterConfig(
                        "site-b", SITE_B.conf(), "admin", SITE_B.adminKeyring(), Duration.ofSeconds(15)));
        String broker = SharedSandbox.kafka().bootstrapServers();
        scheduler = new FellowService(broker, Service.SCHEDULER);
        transfer = new FellowService(broker, Service.TRANSFER);
        scheduler.createTopics(Topic.COMMAND);
        transfer.createTopics(Topic.TRANSFER);
        PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(SCHEMA);
        Map<String, Object> properties = new TreeMap<>();
        properties.put("spring.datasource.url", account.url());
        properties.put("spring.datasource.username", account.user());
        properties.put("spring.datasource.password", account.password());
        properties.put("spring.kafka.bootstrap-servers", broker);
        properties.put("spirula.site", "test");
        for (CephSandboxCluster cluster : new CephSandboxCluster[] {SITE_A, SITE_B}) {
            String prefix = "spirula.clusters." + cluster.name() + ".";
            properties.put(prefix + "conf", cluster.conf().toString());
            properties.put(prefix + "user", "spirula-restore");
            properties.put(
                    prefix + "keyring",
                    cluster.authorize("client.spirula-restore", "mon", "profile rbd", "osd", "profile rbd pool=rbd")
                            .toString());
        }
        service = new SpringApplicationBuilder(RestoreServiceApplication.class)
                .properties(properties)
                .registerShutdownHook(false)
                .run("--server.port=0");
    }

    @AfterAll
    static void stop() {
        service.close();
        scheduler.close();
        transfer.close();
        siteB.close();
        SharedSandbox.postgres().dropSchema(SCHEMA);
    }

    /** A replica with scattered random content and one snapshot, and something newer at its HEAD. */
    private static ReplicaPoint replica(String name) {
        try (RbdPool pool = siteB.openPool("rbd", "")) {
            pool.create(name, ImageSpec.ofSize(SIZE));
            try (RbdImage image = pool.open(ImageLocator.byName(name))) {
                image.metadata().set("spirula.lineage", UUID.randomUUID().toString());
                image.metadata().set("spirula.point.x", "{}");
                Random random = new Random(11);
                ByteBuffer data = ByteBuffer.allocateDirect(64 << 10);
                byte[] bytes = new byte[data.capacity()];
                for (int i = 0; i < 40; i++) {
                    random.nextBytes(bytes);
                    data.clear().put(bytes).flip();
                    image.write((long) random.nextInt(SIZE - bytes.length), data);
                }
                long snapshot = image.snapshots().create("spirula-point");
                data.clear();
                image.write(0, data);
                return new ReplicaPoint(image.id(), new ImageRef("site-b", "rbd", "", name), 1, snapshot);
            }
        }
    }

    private static RestoreRequested request(ReplicaPoint replica, String destination, boolean instant) {
        PointId point = new PointId(DerivedId.of("point", destination));
        Instant now = CLOCK.instant();
        return new RestoreRequested(
                new RestoreId(UUID.randomUUID()),
                new LineageId(UUID.randomUUID()),
                point,
                CopyId.of(point, "rbd:site-b/rbd"),
                new ImageRef("site-a", "rbd", "", "vm-1"),
                replica,
                "spirula-point",
                SIZE,
                ImageRef.parse(destination),
                instant,
                "acme",
                "ann",
                now,
                now.plus(Duration.ofMinutes(3)));
    }

    private static RestoreRequested restore(ReplicaPoint replica, String destination, boolean instant) {
        return restore(replica, destination, instant, null);
    }

    /**
     * @param digest that is recorded of the copy
     */
    private static RestoreRequested restore(
            ReplicaPoint replica, String destination, boolean instant, @Nullable String digest) {
        RestoreRequested request = request(replica, destination, instant);
        scheduler.publish(request);
        LeaseRequested asked =
                transfer.await(LeaseRequested.class, lease -> lease.lineage().equals(request.lineage()));
        transfer.publish(granted(asked.lease(), request, digest));
        return request;
    }

    private static LeaseGranted granted(LeaseId lease, RestoreRequested request, @Nullable String digest) {
        return new LeaseGranted(
                lease,
                request.lineage(),
                request.copy(),
                request.replica(),
                request.snapshot(),
                request.size(),
                CLOCK.instant(),
                digest);
    }

    /** Of what a replica holds at its snapshot. */
    private static String digest(ReplicaPoint replica) {
        try (RbdPool pool = siteB.openPool("rbd", "");
                RbdImage image =
                        pool.openSnapshot(ImageLocator.byId(replica.image().image()), replica.snapshotId())) {
            return new ImageDigests(MoverLimits.DEFAULT)
                    .of(image, MoveContext.UNATTENDED)
                    .toString();
        }
    }

    private static RestoreCompleted completed(RestoreRequested request) {
        return scheduler.await(RestoreCompleted.class, done -> done.restore().equals(request.restore()));
    }

    private static void awaitLeaseReleased(RestoreRequested request) {
        transfer.await(LeaseReleased.class, done -> done.lineage().equals(request.lineage()));
    }

    private long difference(CephSandboxCluster cluster, String image, String replica) throws IOException {
        Path restored = files.resolve("restored");
        Path expected = files.resolve("expected");
        cluster.rbd("export", "--no-progress", "rbd/" + image, restored.toString());
        SITE_B.rbd("export", "--no-progress", "rbd/" + replica + "@spirula-point", expected.toString());
        long difference = Files.mismatch(restored, expected);
        Files.delete(restored);
        Files.delete(expected);
        return difference;
    }

    @Test
    void aPointComesBackAsACopyOnTheOtherCluster() throws IOException {
        ReplicaPoint replica = replica("vm-copy");
        String digest = digest(replica);
        RestoreRequested request = restore(replica, "site-a/rbd/copied", false, digest);
        RestoreCompleted completed = completed(request);
        assertThat(completed.digest()).isEqualTo(digest);
        assertThat(completed.compared()).isTrue();
        assertThat(difference(SITE_A, "copied", "vm-copy")).isEqualTo(-1);
        assertThat(SITE_A.rbd("ls", "rbd")).doesNotContain("restoring");
        awaitLeaseReleased(request);
        awaitNothingOfOursOn(SITE_A, "rbd/copied");
    }

    /** Nobody who writes through librbd can do this: without a snapshot context HEAD and the snapshots change alike. */
    private void damage(ReplicaPoint replica, int object) throws IOException {
        String data = "rbd_data.%s.%016x".formatted(replica.image().image(), object);
        Path bytes = Files.write(files.resolve("damage"), new byte[] {1, 2, 3, 4, 5});
        SITE_B.rados("-p", "rbd", "stat", data);
        SITE_B.rados("-p", "rbd", "put", data, bytes.toString(), "--offset", "70000");
    }

    @Test
    void aCopyThatWasDamagedSinceItWasMadeIsNotHandedOutAsRestored() throws IOException {
        ReplicaPoint replica = replica("vm-damaged");
        String digest = digest(replica);
        damage(replica, 1);
        assertThat(digest(replica)).isNotEqualTo(digest);

        RestoreRequested request = restore(replica, "site-a/rbd/damaged", false, digest);

        RestoreFailed failed =
                scheduler.await(RestoreFailed.class, end -> end.restore().equals(request.restore()));
        assertThat(failed.reason().code()).isEqualTo("DIGEST_DIFFERS");
        assertThat(failed.reason().text()).contains("vm-damaged", digest, digest(replica));
        awaitLeaseReleased(request);
        assertThat(SITE_A.rbd("ls", "rbd")).doesNotContain("damaged");
    }

    @Test
    void aPointComesBackAtOnceAsACloneThatIsFlattenedLater() throws IOException {
        RestoreRequested request = restore(replica("vm-clone"), "site-b/rbd/cloned", true);
        assertThat(completed(request).instant()).isTrue();
        assertThat(difference(SITE_B, "cloned", "vm-clone")).isEqualTo(-1);
        assertThat(SITE_B.rbd("image-meta", "ls", "rbd/cloned")).doesNotContain("spirula.lineage", "spirula.role");
        scheduler.await(RestoreFlattened.class, flat -> flat.restore().equals(request.restore()));
        awaitLeaseReleased(request);
        assertThat(SITE_B.rbd("info", "rbd/cloned")).doesNotContain("parent");
        assertThat(difference(SITE_B, "cloned", "vm-clone")).isEqualTo(-1);
        awaitNothingOfOursOn(SITE_B, "rbd/cloned");
    }

    /** Its mark goes once its end is read back from Kafka. */
    private static void awaitNothingOfOursOn(CephSandboxCluster cluster, String image) {
        await("nothing of ours is on " + image)
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(
                        () -> assertThat(cluster.rbd("image-meta", "ls", image)).doesNotContain("spirula"));
    }

    @Test
    void anExistingImageStaysAsItIs() {
        SITE_A.rbd("create", "--size", "1M", "rbd/there-already");
        RestoreRequested request = restore(replica("vm-refused"), "site-a/rbd/there-already", false);
        RestoreFailed failed =
                scheduler.await(RestoreFailed.class, end -> end.restore().equals(request.restore()));
        assertThat(failed.reason().code()).isEqualTo("DESTINATION_EXISTS");
        awaitLeaseReleased(request);
        assertThat(SITE_A.rbd("info", "rbd/there-already")).contains("1 MiB");
    }

    /** As after a SIGSTOP: the writer lives, holds lock and watch, and was taken over. */
    @Test
    void aWriterThatWasTakenOverIsShutOutAndNothingOfItIsLeft() throws IOException {
        ReplicaPoint replica = replica("vm-fence");
        RestoreRequested request = request(replica, "site-b/rbd/fenced", false);
        String temporary = new Restore(
                        request, null, RestoreState.RUNNING, null, true, null, null, 0, null, null, false, false, null)
                .temporaryName();
        try (CephCluster paused = new NativeCephConnector()
                        .connect(new ClusterConfig(
                                "site-b", SITE_B.conf(), "admin", SITE_B.adminKeyring(), Duration.ofSeconds(15)));
                RbdPool pool = paused.openPool("rbd", "")) {
            pool.create(temporary, ImageSpec.ofSize(SIZE));
            try (RbdImage image = pool.open(ImageLocator.byName(temporary))) {
                image.lock().acquire();
                ByteBuffer data = ByteBuffer.allocateDirect(4096);
                image.write(0, data);
                insertRunning(request, image.id().text(), paused.clientAddress());

                completed(request);
                assertThatThrownBy(() -> image.write(8192, data)).isInstanceOf(RbdException.class);
            }
        }
        assertThat(difference(SITE_B, "fenced", "vm-fence")).isEqualTo(-1);
        assertThat(SITE_B.rbd("ls", "rbd")).doesNotContain("restoring");
    }

    private static void insertRunning(RestoreRequested request, String image, String writer) {
        LeaseId lease = new LeaseId(UUID.randomUUID());
        EventJson json = new EventJson();
        service.getBean(JdbcClient.class)
                .sql("""
                        insert into restore (restore, lease, request, lease_grant, state, intended, image, writer,
                            requested_at)
                        values (:restore, :lease, :request::jsonb, :grant::jsonb, 'running', true, :image, :writer, now())
                        """)
                .param("restore", request.restore().value())
                .param("lease", lease.value())
                .param("request", new String(json.write(request), StandardCharsets.UTF_8))
                .param("grant", new String(json.write(granted(lease, request, null)), StandardCharsets.UTF_8))
                .param("image", image)
                .param("writer", writer)
                .update();
    }
}
