package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The database is put back as it was some time ago: what happened since is known again, and nothing is deleted for it. */
@Tag("nightly")
class SetBackIT {

    private static final World WORLD = World.ofItsOwn();
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final LeakCheck leaks = new LeakCheck(WORLD);
    private long seed;

    @AfterAll
    static void close() {
        WORLD.close();
    }

    @ParameterizedTest(name = "services stopped meanwhile: {0}")
    @ValueSource(booleans = {true, false})
    void whatHappenedSinceTheBackupIsKnownAgainAndRunsGoOnByIncrements(boolean stopped) {
        Faults.in(WORLD);
        Disk pruned = disk("").protect("every: 24h", 2);
        backup(pruned, 1);
        Disk dropped = disk("").protect("every: 24h", 2);
        leaks.pass(1, pruned, dropped);

        WORLD.sandbox().postgres().save();

        backup(pruned, 3);
        pruned.apply("every: 36h", 2);
        dropped.unprotect();
        Disk later = disk("tenant").protect("every: 24h", 3);
        backup(later, 1);
        Restoring restoring = Restoring.start(later, later.completePoints().get(0));
        assertThat(restoring.awaitEnded().get("state").asString()).isEqualTo("completed");
        seedAgain(pruned);
        leaks.pass(1, pruned, later);
        await("nothing of ours is on " + dropped.ref())
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(WORLD.source().snapshots(dropped.spec())).isEmpty());
        List<Disk> disks = List.of(pruned, dropped, later);
        Map<String, Object> before = state(disks);
        Set<String> lost = losses();

        if (stopped) {
            each(ServiceProcess::stop);
        }
        WORLD.sandbox().postgres().setBack();
        each(Faults::start);

        await("everything is known again")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(state(disks)).isEqualTo(before));
        await("and stays so")
                .during(Duration.ofSeconds(15))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(state(disks)).isEqualTo(before));
        assertThat(losses()).as("what was told to be lost").isEqualTo(lost);
        assertThat(WORLD.target().images("rbd")).contains(restoring.image());
        restoring.remove();
        for (Disk disk : List.of(pruned, later)) {
            disk.fill(4 * MIB, ++seed);
            JsonNode next = disk.backup();
            assertThat(Disk.copy(next).get("mode").asString()).as("%s", next).isEqualTo("increment");
        }
        leaks.passWholly(pruned, later);
        assertThat(losses()).as("what was told to be lost").isEqualTo(lost);
        pruned.unprotect();
        later.unprotect();
    }

    /** What is half done at that moment. */
    enum Half {
        FIRST_COPY(Step.HALF_MOVED),
        INCREMENT(Step.HALF_MOVED),
        SNAPSHOT(Step.SNAPSHOT_MADE),
        RECORDED_SNAPSHOT(Step.SNAPSHOT_RECORDED_NOT_PUBLISHED),
        RESTORE(Step.RESTORE_HALF_WRITTEN),
        NAMED_RESTORE(Step.RESTORE_NAMED_NOT_RECORDED);

        private final Step step;

        Half(Step step) {
            this.step = step;
        }
    }

    static Stream<Arguments> halves() {
        return Stream.of(Half.values()).flatMap(half -> Stream.of(true, false).map(killed -> arguments(half, killed)));
    }

    @ParameterizedTest(name = "{0}, its process killed: {1}")
    @MethodSource("halves")
    void whatIsHalfDoneWhenTheDatabaseIsPutBackToBeforeItIsDoneOnce(Half half, boolean killed) {
        Faults faults = Faults.in(WORLD);
        Disk disk = begun(half);
        leaks.pass(1, disk);
        WORLD.sandbox().postgres().save();
        try (Faults.Stop stop = faults.arm(half.step)) {
            Runnable completed = start(half, disk);
            stop.awaitReached();
            if (killed) {
                WORLD.sandbox().service(half.step.service()).process().kill();
            }
            WORLD.sandbox().postgres().setBack();
            each(Faults::start);
            stop.release();
            completed.run();
        }
        goesOnByIncrements(disk);
    }

    @ParameterizedTest
    @EnumSource
    void whatWasHalfDoneInTheBackupIsKnownToBeDone(Half half) {
        Faults faults = Faults.in(WORLD);
        Disk disk = begun(half);
        try (Faults.Stop stop = faults.arm(half.step)) {
            Runnable completed = start(half, disk);
            stop.awaitReached();
            WORLD.sandbox().postgres().save();
            stop.release();
            completed.run();
        }
        backup(disk, 1);
        leaks.pass(1, disk);
        Map<String, Object> before = state(List.of(disk));
        Set<String> lost = losses();

        WORLD.sandbox().postgres().setBack();

        await("everything is known again")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(state(List.of(disk))).isEqualTo(before));
        assertThat(losses()).as("what was told to be lost").isEqualTo(lost);
        goesOnByIncrements(disk);
    }

    private Disk begun(Half half) {
        Disk disk = disk("");
        if (half != Half.FIRST_COPY) {
            disk.protect("every: 24h", 500);
            backup(disk, 1);
        }
        return disk;
    }

    /** Returns what waits for its end and sees that it is as it should be. */
    private Runnable start(Half half, Disk disk) {
        disk.fill(4 * MIB, ++seed);
        return switch (half) {
            case FIRST_COPY -> {
                disk.apply("every: 24h", 500);
                yield () -> {
                    JsonNode run = await("the first run to be known")
                            .atMost(PATIENCE)
                            .ignoreExceptions()
                            .until(() -> disk.runs().get(0), Objects::nonNull);
                    assertPointOf(disk, completed("/runs/" + run.get("id").asString()));
                };
            }
            case INCREMENT, SNAPSHOT, RECORDED_SNAPSHOT -> {
                String run = disk.startBackup();
                yield () -> assertPointOf(disk, completed("/runs/" + run));
            }
            case RESTORE, NAMED_RESTORE -> {
                Restoring restoring =
                        Restoring.start(disk, disk.completePoints().get(0));
                yield () -> {
                    completed("/restores/" + restoring.id());
                    restoring.assertEqualsSource();
                    restoring.remove();
                };
            }
        };
    }

    private static void assertPointOf(Disk disk, JsonNode run) {
        disk.assertPointEqualsSource(disk.point(run.get("point").asString()));
    }

    /** It is not known for a while, and the API is away meanwhile. */
    private static JsonNode completed(String path) {
        JsonNode ended = await(path + " to end")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> WORLD.api().get(path).expect(200),
                        work -> work.get("state").asString().matches("completed|failed|cancelled"));
        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("completed");
        return ended;
    }

    private void goesOnByIncrements(Disk disk) {
        disk.fill(4 * MIB, ++seed);
        JsonNode next = disk.backup();
        assertThat(Disk.copy(next).get("mode").asString()).as("%s", next).isEqualTo("increment");
        leaks.passWholly(disk);
        disk.unprotect();
    }

    private Disk disk(String namespace) {
        Disk disk = Disk.create(WORLD, namespace, 8 * MIB, Disk.SMALL_OBJECTS);
        disk.fill(4 * MIB, ++seed);
        return disk;
    }

    private void backup(Disk disk, int times) {
        for (int i = 0; i < times; i++) {
            disk.fill(4 * MIB, ++seed);
            disk.backup();
        }
    }

    /** Its newest common snapshot goes, so that the next copy begins a new generation. */
    private void seedAgain(Disk disk) {
        Set<String> before = losses();
        WORLD.source().rbd("snap", "purge", "--no-progress", disk.spec());
        await("the loss is told")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(losses()).isNotEqualTo(before));
        JsonNode seeded = disk.backup();
        assertThat(Disk.copy(seeded).get("mode").asString()).isEqualTo("full");
        disk.fill(4 * MIB, ++seed);
        disk.backup();
    }

    private static void each(Consumer<ServiceProcess> change) {
        CompletableFuture.allOf(Stream.of(ServiceKind.values())
                        .map(WORLD.sandbox()::service)
                        .map(service -> CompletableFuture.runAsync(() -> change.accept(service)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** All that is on the clusters and in the lists. */
    private static Map<String, Object> state(List<Disk> disks) {
        Map<String, Object> state = new LinkedHashMap<>();
        for (Disk disk : disks) {
            state.put("source " + disk.ref(), WORLD.source().snapshots(disk.spec()));
            WORLD.target().images(disk.pool()).stream()
                    .filter(image -> image.startsWith(disk.name()))
                    .sorted()
                    .forEach(image ->
                            state.put("replica " + image, WORLD.target().snapshots(disk.pool() + "/" + image)));
            state.put("points " + disk.ref(), disk.points());
            state.put("runs " + disk.ref(), ends(disk.runs()));
        }
        state.put(
                "policies",
                list("/policies").stream()
                        .map(policy -> policy.get("name").asString() + " "
                                + policy.get("revision").asLong())
                        .sorted()
                        .toList());
        state.put("restores", ends(list("/restores?limit=500")));
        return state;
    }

    private static Map<String, String> ends(List<JsonNode> works) {
        Map<String, String> ends = new TreeMap<>();
        works.forEach(
                work -> ends.put(work.get("id").asString(), work.get("state").asString() + " " + work.get("reason")));
        return ends;
    }

    private static List<JsonNode> list(String path) {
        return WORLD.api().get(path).expect(200).valueStream().toList();
    }

    /** Ids of what was told to be lost. */
    private static Set<String> losses() {
        return Stream.of("spirula.snapshot", "spirula.transfer")
                .flatMap(topic -> Told.all(WORLD, topic).stream())
                .filter(event -> event.type().matches("SnapshotLost|CopyLost"))
                .map(Told::id)
                .collect(Collectors.toSet());
    }
}
