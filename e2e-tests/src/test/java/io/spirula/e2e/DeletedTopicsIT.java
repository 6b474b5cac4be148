package io.spirula.e2e;

import static io.spirula.e2e.Step.MOVED_NOT_COMMITTED;
import static io.spirula.e2e.Step.RESTORE_HALF_WRITTEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * All topics are deleted: what was asked for and not heard yet is done, once; nothing is deleted for it; and what the services
 * know of each other comes back.
 */
@Tag("nightly")
class DeletedTopicsIT {

    private static final World WORLD = World.ofItsOwn();
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Faults faults = Faults.in(WORLD);
    private final LeakCheck leaks = new LeakCheck(WORLD);
    private final Tables tables = new Tables(WORLD.sandbox().postgres());
    private final List<Disk> disks = new ArrayList<>();
    private final List<String> runs = new ArrayList<>();
    private final List<Restoring> restorings = new ArrayList<>();
    private long seed;

    @AfterAll
    static void close() {
        WORLD.close();
    }

    @Test
    void whileServicesWorkOnABackupAndARestore() throws Exception {
        Disk busy = disk();
        Disk idle = disk();
        Disk dropped = disk();
        JsonNode point = busy.completePoints().get(0);
        Collection<String> before;
        try (Faults.Stop moving = faults.arm(MOVED_NOT_COMMITTED);
                Faults.Stop restoring = faults.arm(RESTORE_HALF_WRITTEN)) {
            restorings.add(Restoring.start(busy, point));
            restoring.awaitReached();
            backUp(busy);
            moving.awaitReached();
            backUp(idle);
            restorings.add(Restoring.start(busy, point));
            dropped.unprotect();

            before = deleteTopics();

            moving.release();
            restoring.release();
        }
        awaitAllIsAsItShouldBe(before, dropped, busy, idle);
    }

    @Test
    void whileServicesAreStoppedThatHadNotHeardOfABackupARestoreAndTheEndOfAPolicy() throws Exception {
        Disk asked = disk();
        Disk quiet = disk();
        Disk dropped = disk();
        JsonNode point = asked.completePoints().get(0);
        each(ServiceProcess::stop, ServiceKind.SNAPSHOT, ServiceKind.TRANSFER, ServiceKind.RESTORE);
        backUp(asked);
        restorings.add(Restoring.start(asked, point));
        dropped.unprotect();
        await("all of it is told")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(tables.rows("SELECT type FROM scheduler.outbox WHERE published_at IS NULL"))
                                .isEmpty());
        each(ServiceProcess::stop, ServiceKind.SCHEDULER);

        Collection<String> before = deleteTopics();

        each(Faults::start, ServiceKind.values());
        awaitAllIsAsItShouldBe(before, dropped, asked, quiet);
    }

    /** A disk with two points. */
    private Disk disk() {
        Disk disk = Disk.create(WORLD, "", 8 * MIB);
        disk.fill(4 * MIB, ++seed);
        disk.protect();
        disk.fill(2 * MIB, ++seed);
        disk.backup();
        awaitAnswer(disk);
        disks.add(disk);
        return disk;
    }

    /** Questions and their answers have topics, too. */
    private static void awaitAnswer(Disk disk) {
        await("services answer")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(WORLD.api()
                                .get("/retention/explain?image=" + Api.query(disk.ref()))
                                .status())
                        .isEqualTo(200));
    }

    private void backUp(Disk disk) {
        disk.fill(4 * MIB, ++seed);
        runs.add(disk.startBackup());
    }

    private void awaitAllIsAsItShouldBe(Collection<String> before, Disk dropped, Disk... kept) {
        awaitToldAgain(before);
        for (String run : runs) {
            await("run " + run + " to end")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(WORLD.api()
                                    .get("/runs/" + run)
                                    .expect(200)
                                    .get("state")
                                    .asString())
                            .isEqualTo("completed"));
        }
        restorings.forEach(Restoring::awaitCompleted);
        restorings.forEach(Restoring::remove);
        await("nothing of ours is on " + dropped.ref())
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(WORLD.source().snapshots(dropped.spec())).isEmpty());
        for (Disk disk : kept) {
            disk.fill(4 * MIB, ++seed);
            JsonNode next = disk.backup();
            assertThat(Disk.copy(next).get("mode").asString()).as("%s", next).isEqualTo("increment");
            awaitAnswer(disk);
        }
        leaks.passWholly(kept);
        assertThat(Arrays.stream(kept).mapToInt(disk -> disk.runs().size()).sum())
                .as("two runs of each before, one after, and those that were asked for")
                .isEqualTo(3 * kept.length + runs.size());
        assertThat(dropped.completePoints()).hasSize(2);
        assertThat(Told.all(WORLD, "spirula.snapshot"))
                .noneMatch(event -> event.type().equals("SnapshotLost"));
        assertThat(Told.all(WORLD, "spirula.transfer"))
                .noneMatch(event -> event.type().equals("CopyLost"));
        theListsComeFromTheTopics();
        for (Disk disk : kept) {
            disk.unprotect();
        }
    }

    /** What is listed can be dropped: the new topics tell all of it. */
    private void theListsComeFromTheTopics() {
        Map<String, Object> listed = listed();
        WORLD.api().post("/projections/rebuild", "").expect(202);
        await("the lists are the same again")
                .during(Duration.ofSeconds(5))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(listed()).isEqualTo(listed));
        Map<String, String> policies = new TreeMap<>();
        Told.all(WORLD, "spirula.policy")
                .forEach(event -> policies.put(event.body().get("name").asString(), event.type()));
        assertThat(policies).as("what was told last of each policy").isEqualTo(knownPolicies());
    }

    private Map<String, Object> listed() {
        Map<String, Object> listed = new TreeMap<>();
        for (Disk disk : disks) {
            listed.put("points " + disk.ref(), disk.points());
            JsonNode image = Objects.requireNonNull(disk.image());
            listed.put(
                    "image " + disk.ref(), List.of(image.get("policies"), image.get("lastPoint"), image.get("gone")));
        }
        return listed;
    }

    private Map<String, String> knownPolicies() {
        Map<String, String> known = new TreeMap<>();
        tables.rows("SELECT name, deleted_at IS NULL FROM scheduler.policy").forEach(row -> {
            String[] columns = row.split(" ");
            known.put(columns[0], columns[1].equals("t") ? "PolicyChanged" : "PolicyDeleted");
        });
        return known;
    }

    /** Returns the ids that they had. */
    private static Collection<String> deleteTopics() throws Exception {
        try (Admin admin = admin()) {
            List<String> names = names(admin);
            Collection<String> before = ids(admin, names).values();
            admin.deleteTopics(names).all().get();
            return before;
        }
    }

    /** Each service knows that its topics are others now, and told on them what it knows. */
    private void awaitToldAgain(Collection<String> before) {
        await("all is told again").atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            Map<String, String> told = new TreeMap<>();
            for (ServiceKind kind : ServiceKind.values()) {
                tables.rows("SELECT topic, topic_id FROM " + kind.schema() + ".told_topic")
                        .forEach(row -> {
                            String[] columns = row.split(" ");
                            told.put(columns[0], columns[1]);
                        });
            }
            try (Admin admin = admin()) {
                assertThat(ids(admin, told.keySet())).isEqualTo(told);
            }
            assertThat(told.values()).doesNotContainAnyElementsOf(before);
        });
    }

    private static Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", WORLD.sandbox().kafka().bootstrapServers()));
    }

    private static List<String> names(Admin admin) throws Exception {
        return admin.listTopics().names().get().stream()
                .filter(name -> name.startsWith("spirula."))
                .toList();
    }

    private static Map<String, String> ids(Admin admin, Collection<String> names) throws Exception {
        return admin.describeTopics(names).allTopicNames().get().values().stream()
                .collect(Collectors.toMap(
                        TopicDescription::name, topic -> topic.topicId().toString()));
    }

    private static void each(Consumer<ServiceProcess> change, ServiceKind... kinds) {
        CompletableFuture.allOf(Arrays.stream(kinds)
                        .map(WORLD.sandbox()::service)
                        .map(service -> CompletableFuture.runAsync(() -> change.accept(service)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
