package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The source site, Kafka and PostgreSQL are destroyed: the replicas alone bring every point back. */
@Tag("nightly")
class LostSiteIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final World world = World.ofItsOwn();
    private final Terminal terminal = Terminal.of(world);
    private final LeakCheck leaks = new LeakCheck(world);
    private final Map<String, String> checksums = new LinkedHashMap<>();
    private long seed;

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFreshInstallationThatSeesOnlyTheTargetListsAndRestoresEveryPointAndTheSourceGoesOnWhenItComesBack() {
        Faults.in(world);
        Disk resized = resized();
        Disk ofTenant = ofTenant();
        Disk createdAgain = createdAgain();
        List<Disk> disks = List.of(resized, ofTenant, createdAgain);
        Map<String, List<Listed>> before = new LinkedHashMap<>();
        disks.forEach(disk -> before.put(disk.ref(), listed(disk)));
        assertThat(before.values().stream().flatMap(List::stream).map(Listed::id))
                .containsExactlyInAnyOrderElementsOf(checksums.keySet());

        world.source().cluster().monitor().kill();
        world.source().cluster().osd().kill();
        world.sandbox().beginAnew();
        start(ServiceKind.SCHEDULER, ServiceKind.TRANSFER, ServiceKind.RESTORE);

        for (Disk disk : disks) {
            assertThat(terminal.type("points", disk.ref(), "-o", "json").exit())
                    .as("nothing is known before the adoption")
                    .isNotZero();
        }
        assertThat(typed("adopt", "site-b/rbd", "--wait"))
                .contains("Adopted " + checksums.size() + " points of 4 replicas")
                .contains("0 refused");
        for (Disk disk : disks) {
            await("the points of " + disk.ref())
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(listed(disk)).isEqualTo(before.get(disk.ref())));
            before.get(disk.ref())
                    .forEach(point -> assertThat(typed("points", disk.ref())).containsPattern(point.line()));
        }
        disks.forEach(this::restoreEach);

        world.source().cluster().start();
        start(ServiceKind.SNAPSHOT);
        for (Disk disk : disks) {
            disk.fill(4 * MIB, ++seed);
            disk.protect();
            JsonNode next = disk.completePoints().get(0);
            assertThat(checksums).doesNotContainKey(next.get("id").asString());
            assertThat(Disk.copy(next).get("mode").asString()).as("%s", next).isEqualTo("increment");
            assertThat(listed(disk)).containsAll(before.get(disk.ref()));
        }
        leaks.passWholly(resized, ofTenant);
        leaks.pass(1, createdAgain);
    }

    /** Its points differ in size. */
    private Disk resized() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        disk.fill(4 * MIB, ++seed);
        remember(disk, disk.protect().completePoints().get(0));
        resize(disk, "21M");
        disk.fill(16 * MIB, ++seed);
        remember(disk, disk.backup());
        resize(disk, "5M");
        remember(disk, disk.backup());
        return disk;
    }

    /** It lives in a namespace. */
    private Disk ofTenant() {
        Disk disk = Disk.create(world, "tenant", 8 * MIB);
        disk.fill(8 * MIB, ++seed);
        remember(disk, disk.protect().completePoints().get(0));
        disk.fill(4 * MIB, ++seed);
        remember(disk, disk.backup());
        return disk;
    }

    /** An image that took the name of one that was deleted: it has two replicas. */
    private Disk createdAgain() {
        Disk disk = Disk.create(world, "", 8 * MIB);
        disk.fill(4 * MIB, ++seed);
        JsonNode old = disk.protect().completePoints().get(0);
        remember(disk, old);
        world.source().rbd("snap", "purge", "--no-progress", disk.spec());
        world.source().rbd("rm", "--no-progress", disk.spec());
        disk.createImage(8 * MIB);
        disk.fill(4 * MIB, ++seed);
        await("a point of the new image")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(disk.completePoints()).hasSize(2));
        disk.awaitIdle();
        remember(disk, disk.completePoints().get(0));
        remember(disk, disk.backup());
        return disk;
    }

    private void resize(Disk disk, String size) {
        world.source().rbd("resize", "--no-progress", "--allow-shrink", "--size", size, disk.spec());
    }

    private void remember(Disk disk, JsonNode point) {
        checksums.put(
                point.get("id").asString(),
                world.source().sha256(disk.spec() + "@" + point.get("snapshot").asString()));
    }

    private void start(ServiceKind... kinds) {
        CompletableFuture.allOf(Stream.of(kinds)
                        .map(world.sandbox()::service)
                        .map(service -> CompletableFuture.runAsync(service::start))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Each is restored in one of the two ways, to the only cluster that is left. */
    private void restoreEach(Disk disk) {
        boolean instant = false;
        for (Listed point : listed(disk)) {
            String image = World.unique("restored");
            List<String> command = new ArrayList<>(List.of(
                    "restore", disk.ref(), "--point", point.id(), "--to", "site-b/" + disk.pool() + "/" + image));
            if (instant) {
                command.add("--instant");
            }
            command.add("--wait");
            typed(command.toArray(String[]::new));
            String spec = disk.pool() + "/" + image;
            assertThat(world.target().sha256(spec))
                    .as("%s restored from %s", spec, point)
                    .isEqualTo(checksums.get(point.id()));
            await(spec + " is independent")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(world.target().rbd("info", "--format", "json", spec))
                            .doesNotContain("\"parent\""));
            assertThat(world.target().sha256(spec)).isEqualTo(checksums.get(point.id()));
            world.target().removeRestored(spec);
            instant = !instant;
        }
    }

    /** What {@code spirula points} says of a point that cannot depend on who knows of it. */
    private record Listed(
            String id,
            String image,
            String imageId,
            String lineage,
            String time,
            String snapshot,
            long size,
            String consistency,
            String copy,
            String run,
            String state,
            String assurance,
            String replica,
            long replicaSnapshot) {

        static Listed of(JsonNode point) {
            JsonNode copy = Disk.copy(point);
            return new Listed(
                    point.get("id").asString(),
                    point.get("image").asString(),
                    point.get("imageId").asString(),
                    point.get("lineage").asString(),
                    point.get("time").asString(),
                    point.get("snapshot").asString(),
                    point.get("size").asLong(),
                    point.get("consistency").asString(),
                    copy.get("id").asString(),
                    copy.get("run").asString(),
                    copy.get("state").asString(),
                    copy.get("assurance").asString(),
                    copy.get("replica").get("image").toString(),
                    copy.get("replica").get("snapshotId").asLong());
        }

        /** As people see it. */
        String line() {
            String today = time.substring(11, 19) + "Z";
            String earlier = time.substring(0, 10) + " " + time.substring(11, 16) + "Z";
            return id.substring(0, 6) + ".*(" + today + "|" + earlier + ").*" + consistency + ".*complete +verified";
        }
    }

    private List<Listed> listed(Disk disk) {
        List<Listed> points = new ArrayList<>();
        JSON.readTree(typed("points", disk.ref(), "-o", "json")).forEach(point -> points.add(Listed.of(point)));
        return points;
    }

    private String typed(String... arguments) {
        Terminal.Printed printed = terminal.type(arguments);
        assertThat(printed.exit()).as("%s: %s", List.of(arguments), printed).isZero();
        return printed.out();
    }
}
