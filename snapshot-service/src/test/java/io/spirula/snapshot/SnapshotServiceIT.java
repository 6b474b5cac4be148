package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.testing.FellowService;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.SharedSandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service on real Ceph, Kafka and PostgreSQL, with no more rights on the cluster than it needs. */
class SnapshotServiceIT {

    private static final CephSandboxCluster SITE_A = SharedSandbox.ceph("site-a");
    private static final String SCHEMA = "snapshot_service_it";
    private static final Clock CLOCK = Clock.systemUTC();

    private static FellowService scheduler;
    private static FellowService transfer;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() {
        String broker = SharedSandbox.kafka().bootstrapServers();
        scheduler = new FellowService(broker, Service.SCHEDULER);
        transfer = new FellowService(broker, Service.TRANSFER);
        scheduler.createTopics(Topic.POLICY, Topic.BACKUP, Topic.COMMAND, Topic.QUERY);
        transfer.createTopics(Topic.TRANSFER);
        service = run();
    }

    private static ConfigurableApplicationContext run() {
        Path keyring = SITE_A.authorize(
                "client.spirula-snapshot",
                "mon",
                "profile rbd",
                "osd",
                "profile rbd-read-only pool=rbd, allow rwx pool=rbd object_prefix rbd_header.,"
                        + " allow rwx pool=rbd object_prefix rbd_object_map.");
        PostgresSandbox.Account account = SharedSandbox.postgres().createSchema(SCHEMA);
        Map<String, Object> properties = new TreeMap<>();
        properties.put("spring.datasource.url", account.url());
        properties.put("spring.datasource.username", account.user());
        properties.put("spring.datasource.password", account.password());
        properties.put("spring.kafka.bootstrap-servers", SharedSandbox.kafka().bootstrapServers());
        properties.put("spirula.site", "test");
        properties.put("spirula.clusters.site-a.conf", SITE_A.conf().toString());
        properties.put("spirula.clusters.site-a.user", "spirula-snapshot");
        properties.put("spirula.clusters.site-a.keyring", keyring.toString());
        String[] arguments = {"--server.port=0", "--spirula.snapshot.scan-interval=1s"};
        return new SpringApplicationBuilder(SnapshotServiceApplication.class)
                .properties(properties)
                .registerShutdownHook(false)
                .run(arguments);
    }

    @AfterAll
    static void stop() {
        service.close();
        scheduler.close();
        transfer.close();
        SharedSandbox.postgres().dropSchema(SCHEMA);
    }

    private static ImageId create(String name) {
        SITE_A.rbd("create", "--size", "8M", "rbd/" + name);
        return scheduler
                .await(ImageObserved.class, seen -> seen.ref().name().equals(name))
                .image();
    }

    private static SnapshotCreated backUp(ImageId image) {
        BackupRequested request = Requests.backup(image, CLOCK.instant());
        scheduler.publish(request);
        return scheduler.await(SnapshotCreated.class, made -> made.run().equals(request.run()));
    }

    private static String snapshots(String image) {
        return SITE_A.rbd("snap", "ls", "rbd/" + image, "--format", "json");
    }

    @Test
    void anImagesLifeFromItsFirstSightToItsEnd() {
        scheduler.publish(Requests.policy(1, 1, CLOCK.instant()));
        ImageId image = create("vm-life");
        SnapshotCreated first = backUp(image);
        SnapshotCreated second = backUp(image);
        assertThat(second.size()).isEqualTo(8 << 20);
        assertThat(second.createdAt()).isAfter(first.createdAt());
        assertThat(snapshots("vm-life")).contains(first.snapshot()).contains(second.snapshot());

        transfer.publish(new BaseReleased(
                first.lineage(),
                image,
                first.ref(),
                first.point(),
                first.snapshotId(),
                Requests.DR,
                new Reason("NEWER_BASE", "a newer one is there"),
                CLOCK.instant()));
        SnapshotPruned pruned =
                scheduler.await(SnapshotPruned.class, gone -> gone.lineage().equals(first.lineage()));
        assertThat(pruned.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(snapshots("vm-life")).doesNotContain(first.snapshot()).contains(second.snapshot());

        SITE_A.rbd("rename", "rbd/vm-life", "rbd/vm-renamed");
        assertThat(scheduler
                        .await(ImageObserved.class, seen -> seen.ref().name().equals("vm-renamed"))
                        .image())
                .isEqualTo(image);

        SITE_A.rbd("trash", "mv", "rbd/vm-renamed");
        scheduler.await(SnapshotPruned.class, gone -> gone.snapshotId() == second.snapshotId());
        SITE_A.rbd("trash", "rm", "rbd/" + image.image());
        scheduler.await(ImageGone.class, gone -> gone.image().equals(image));
        assertThat(scheduler.events(SnapshotLost.class))
                .noneMatch(lost -> lost.image().equals(image));
    }

    @Test
    void aReleasedImageHasNoneOfOursWithinSeconds() {
        ImageId image = create("vm-released");
        SITE_A.rbd("snap", "create", "--no-progress", "rbd/vm-released@by-hand");
        SnapshotCreated made = backUp(image);
        Instant now = CLOCK.instant();
        scheduler.publish(ReleaseRequested.ofAll(
                UUID.randomUUID(), made.lineage(), image, made.ref(), "policy gold was deleted", now));
        scheduler.await(SnapshotPruned.class, gone -> gone.lineage().equals(made.lineage()));
        assertThat(snapshots("vm-released")).doesNotContain(made.snapshot()).contains("by-hand");
        SITE_A.rbd("snap", "rm", "--no-progress", "rbd/vm-released@by-hand");
        SITE_A.rbd("rm", "--no-progress", "rbd/vm-released");
    }

    @Test
    void aSnapshotRemovedByHandIsTold() {
        ImageId image = create("vm-lost");
        SnapshotCreated made = backUp(image);
        SITE_A.rbd("snap", "rm", "--no-progress", "rbd/vm-lost@" + made.snapshot());
        scheduler.await(SnapshotLost.class, lost -> lost.snapshotId() == made.snapshotId());
        SITE_A.rbd("rm", "--no-progress", "rbd/vm-lost");
    }

    @Test
    void aRequestReadAgainMakesNoSecondSnapshot() {
        ImageId image = create("vm-twice");
        BackupRequested request = Requests.backup(image, CLOCK.instant());
        scheduler.publish(request);
        scheduler.publish(request);
        scheduler.await(SnapshotCreated.class, made -> made.run().equals(request.run()));
        SnapshotCreated later = backUp(image);
        assertThat(scheduler.events(SnapshotCreated.class).stream()
                        .filter(made -> made.image().equals(image)))
                .hasSize(2);
        scheduler.publish(ReleaseRequested.ofAll(
                UUID.randomUUID(), later.lineage(), image, later.ref(), "test ends", CLOCK.instant()));
        scheduler.await(SnapshotPruned.class, gone -> gone.snapshotId() == later.snapshotId());
        SITE_A.rbd("rm", "--no-progress", "rbd/vm-twice");
    }

    @Test
    void healthNamesTheCluster() throws IOException, InterruptedException {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).contains("site-a");
    }
}
