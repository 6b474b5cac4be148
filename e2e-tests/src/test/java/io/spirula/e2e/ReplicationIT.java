package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ReplicationIT {

    private static final long MIB = 1 << 20;

    private final World world = World.get();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "features 61,      , 40, --image-feature layering --image-feature exclusive-lock --image-feature object-map --image-feature fast-diff --image-feature deep-flatten",
        "features 1,       , 40, --image-feature layering",
        "striped,          , 40, --stripe-unit 65536 --stripe-count 3 --object-size 1M",
        "in a namespace,   tenant, 24, --image-feature layering",
        "odd size,         , 17, --object-size 8M",
    })
    void aFirstFullThenTenIncrementsUnderARandomWriterEqualTheSource(
            String label, String namespace, long mebibytes, String options) {
        long size = mebibytes * MIB + (label.equals("odd size") ? 4096 * 3 + 512 : 0);
        Disk disk = Disk.create(world, namespace == null ? "" : namespace, size, options.split(" "));
        try (RandomWriter writer = disk.startWriter(label.hashCode())) {
            awaitOperations(writer, 20);
            disk.protect();
            for (int increment = 0; increment < 10; increment++) {
                awaitOperations(writer, writer.operations() + 15);
                JsonNode point = disk.backup();
                assertThat(Disk.copy(point).get("mode").asString())
                        .as("mode of %s", point)
                        .isEqualTo("increment");
            }
        }
        disk.assertReplicaEqualsSource(11);
        disk.unprotect();
    }

    @Test
    void anImageOfSizeZeroIsProtectedToo() {
        Disk disk = Disk.create(world, "", 0).protect();
        disk.backup();
        world.source().rbd("resize", "--size", "9M", "--no-progress", disk.spec());
        try (RandomWriter writer = disk.startWriter(7)) {
            awaitOperations(writer, 20);
        }
        disk.backup();
        world.source().rbd("resize", "--size", "0", "--allow-shrink", "--no-progress", disk.spec());
        disk.backup();
        disk.assertReplicaEqualsSource(4);
        disk.unprotect();
    }

    @Test
    void aGrownAndAShrunkImageHaveTheirSizeAtEachPoint() {
        Disk disk = Disk.create(world, "", 12 * MIB);
        write(disk, 11);
        disk.protect();
        for (String size : new String[] {"20M", "7M", "13M"}) {
            world.source().rbd("resize", "--size", size, "--allow-shrink", "--no-progress", disk.spec());
            write(disk, size.hashCode());
            disk.backup();
        }
        disk.assertReplicaEqualsSource(4);
        disk.unprotect();
    }

    /** Stock fast-diff loses data here: the objects that the shrink dropped are said to be unchanged. */
    @Test
    void anImageThatWasShrunkSnapshottedAndGrownAgainLosesNothing() {
        Disk disk = Disk.create(world, "", 16 * MIB);
        write(disk, 5);
        disk.protect();
        world.source().rbd("resize", "--size", "5M", "--allow-shrink", "--no-progress", disk.spec());
        world.source().rbd("snap", "create", "--no-progress", disk.spec() + "@owners-own");
        world.source().rbd("resize", "--size", "16M", "--no-progress", disk.spec());
        disk.backup();
        disk.assertReplicaEqualsSource(2);
        assertThat(world.source().snapshots(disk.spec()))
                .as("the owner's snapshot is not ours to delete")
                .anyMatch(snapshot -> snapshot.name().equals("owners-own"));
        disk.unprotect();
    }

    private static void write(Disk disk, long seed) {
        try (RandomWriter writer = disk.startWriter(seed)) {
            awaitOperations(writer, 60);
        }
    }

    private static void awaitOperations(RandomWriter writer, long operations) {
        await("the writer wrote").atMost(Duration.ofSeconds(60)).until(() -> writer.operations() >= operations);
    }
}
