package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
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

    private Disk disk(String namespace) {
        Disk disk = Disk.create(WORLD, namespace, 8 * MIB);
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
