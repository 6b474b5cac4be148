package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyDiff;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.ObjectMapDistrusted;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.rbd.Snapshot;
import io.spirula.transfer.copy.CopyMeters;
import io.spirula.transfer.move.FailPoint.Moment;
import io.spirula.transfer.move.ObjectMapsEndpoint;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How what has changed was found, as each copy tells it, and what becomes of an image whose object maps lack a change. */
class FastDiffIT {

    private World world = new World(DiffMode.FAST);
    private World.Disk disk = world.disk("vm-1", 64L * World.MIB);

    @AfterEach
    void close() {
        world.close();
    }

    private void write(int... objects) {
        disk.onSource(image -> {
            for (int object : objects) {
                byte[] bytes = new byte[10_000];
                world.random.nextBytes(bytes);
                image.write(
                        object * 4L * World.MIB,
                        ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            }
            return image;
        });
    }

    /** Copies, and lets the older snapshots go as snapshot-service does. */
    private Copy backup() {
        Copy copy = disk.backup();
        prune(copy);
        assertEqual(copy);
        return copy;
    }

    private void prune(Copy copy) {
        disk.onSource(image -> image.snapshots().list()).stream()
                .map(Snapshot::id)
                .filter(id -> id < copy.sourceSnapshotId())
                .forEach(disk::removeSnapshot);
    }

    private void assertEqual(Copy copy) {
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
    }

    private void backUpUntilTrusted() {
        write(0, 1, 2, 3, 4, 5, 6);
        assertFound(backup(), CopyDiff.EXACT, "NO_BASE");
        write(1, 2);
        assertFound(backup(), CopyDiff.EXACT, "NEVER_AUDITED");
        write(3);
        assertFound(backup(), CopyDiff.FAST, "MAPS_TRUSTED");
    }

    private static void assertFound(Copy copy, CopyDiff diff, String code) {
        assertThat(copy.diff()).isEqualTo(diff);
        assertThat(copy.diffReason().code()).as(copy.diffReason().text()).isEqualTo(code);
    }

    private double distrusted() {
        world.bean(CopyMeters.class).count();
        return world.bean(MeterRegistry.class)
                .get("spirula.object.maps.distrusted")
                .gauge()
                .value();
    }

    @Test
    void unlessTheAdministratorSaysOtherwiseEveryObjectIsAsked() {
        world.close();
        world = new World();
        disk = world.disk("vm-1", 8L * World.MIB);
        write(0);
        assertFound(backup(), CopyDiff.EXACT, "NO_BASE");
        write(1);
        assertFound(backup(), CopyDiff.EXACT, "MAPS_UNPROVEN");
    }

    @Test
    void mapsAreGoneByOnceTheyWereAuditedAsAWhole() {
        backUpUntilTrusted();
        write(4);
        Copy copy = backup();

        assertFound(copy, CopyDiff.FAST, "MAPS_TRUSTED");
        assertThat(copy.diffReason().text()).contains("named 1 of 16 objects");
        assertThat(copy.bytesMoved()).isLessThanOrEqualTo(12_288);
        assertThat(world.outbox.all(ObjectMapDistrusted.class)).isEmpty();
        assertThat(distrusted()).isZero();
    }

    @Test
    void anImageThatHasAnOlderSnapshotIsAskedExactly() {
        backUpUntilTrusted();
        write(4);
        disk.backup();
        write(5);
        Copy copy = disk.backup();

        assertFound(copy, CopyDiff.EXACT, "OLDER_SNAPSHOT");
        assertEqual(copy);
    }

    @Test
    void mapsThatLackAChangeAreToldAndEverythingIsCopiedOnce() {
        backUpUntilTrusted();
        world.ceph.setMapsLackChanges("site-a", "rbd", "vm-1", true);
        write(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("MAPS_DISTRUSTED");
        ObjectMapDistrusted told = world.outbox.only(ObjectMapDistrusted.class);
        assertThat(told.image()).isEqualTo(disk.id);
        assertThat(told.snapshotId()).isEqualTo(snapshot.snapshotId());
        assertThat(told.reason().text()).contains("offset " + 20 * World.MIB);
        assertThat(distrusted()).isEqualTo(1);

        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();
        Copy redone = world.copy(snapshot);
        assertEqual(redone);
        assertFound(redone, CopyDiff.EXACT, "MAPS_DISTRUSTED");
        assertThat(redone.bytesMoved()).as("everything").isGreaterThanOrEqualTo(7 * 10_000);
        prune(redone);

        write(6);
        Copy next = backup();
        assertFound(next, CopyDiff.EXACT, "MAPS_DISTRUSTED");
        assertThat(next.bytesMoved()).as("what has changed").isLessThanOrEqualTo(12_288);
        assertThat(world.outbox.all(ObjectMapDistrusted.class)).hasSize(1);
    }

    @Test
    void mapsThatLackAnObjectWithDataAreDistrustedAndTheCopyIsGivenUp() {
        backUpUntilTrusted();
        world.ceph.setMapsLackObjects("site-a", "rbd", "vm-1");
        write(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("SOURCE_MAP_LACKS_DATA");
        ObjectMapDistrusted told = world.outbox.only(ObjectMapDistrusted.class);
        assertThat(told.reason().text()).contains("offset " + 20 * World.MIB);
        assertThat(distrusted()).isEqualTo(1);
    }

    @Test
    void aFirstCopyThatFindsMapsToLackAnObjectSpeaksAgainstThemThoughItDidNotGoByThem() {
        world.ceph.setMapsLackObjects("site-a", "rbd", "vm-1");
        write(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();

        assertThat(world.copy(snapshot).reason().code()).isEqualTo("SOURCE_MAP_LACKS_DATA");
        assertThat(world.outbox.only(ObjectMapDistrusted.class).baseSnapshotId())
                .as("it had none")
                .isZero();
        assertThat(distrusted()).isEqualTo(1);
    }

    @Test
    void whatAMoveLeftOutSpeaksAgainstTheMapsAlsoWhereSomebodyElseChangedTheReplica() {
        disk = world.disk("vm-2", 16_384 * 4L * World.MIB);
        Copy last = disk.backup();
        prune(last);
        for (int object = 1; object <= 2; object++) {
            write(object);
            last = disk.backup();
            prune(last);
        }
        Copy newest = last;
        assertFound(newest, CopyDiff.FAST, "MAPS_TRUSTED");
        world.ceph.setMapsLackChanges("site-a", "rbd", "vm-2", true);
        write(16_000);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(
                Moment.DATA_MOVED,
                () -> world.onReplica(newest, replica -> {
                    replica.metadata().set("theirs", "1");
                    return replica;
                }));
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);
        ObjectMapDistrusted told = world.outbox.only(ObjectMapDistrusted.class);
        assertThat(told.reason().text()).contains("offset " + 64_000L * World.MIB, "where the source has changed");
        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();
        Copy redone = world.copy(snapshot);
        assertFound(redone, CopyDiff.EXACT, "MAPS_DISTRUSTED");
        assertThat(redone.bytesMoved()).as("everything").isGreaterThanOrEqualTo(3 * 10_000);
    }

    @Test
    void mapsThatAreTrustedAgainAreAuditedAsAWholeFirst() {
        backUpUntilTrusted();
        world.ceph.setMapsLackChanges("site-a", "rbd", "vm-1", true);
        write(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        ObjectMapsEndpoint endpoint = world.bean(ObjectMapsEndpoint.class);
        assertThat(endpoint.distrusted()).containsOnlyKeys(disk.id.text());
        assertThat(endpoint.trust(disk.id.text())).isEqualTo(Map.of("changed", true));
        assertThat(endpoint.trust(disk.id.text())).isEqualTo(Map.of("changed", false));
        world.ceph.setMapsLackChanges("site-a", "rbd", "vm-1", false);

        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();
        Copy redone = world.copy(snapshot);
        assertEqual(redone);
        assertFound(redone, CopyDiff.EXACT, "MAPS_DISTRUSTED");
        assertThat(redone.bytesMoved()).as("everything, all the same").isGreaterThanOrEqualTo(7 * 10_000);
        prune(redone);

        write(1);
        assertFound(backup(), CopyDiff.EXACT, "ROLLBACK_POSSIBLE");
        write(2);
        assertFound(backup(), CopyDiff.EXACT, "NEVER_AUDITED");
        write(3);
        assertFound(backup(), CopyDiff.FAST, "MAPS_TRUSTED");
    }

    @Test
    void aCopyThatWasFoundFastAndIsWrongSpeaksAgainstTheMaps() {
        world.policy(3);
        backUpUntilTrusted();
        write(4);
        Copy copy = backup();
        assertFound(copy, CopyDiff.FAST, "MAPS_TRUSTED");
        world.ceph.rot("site-b", copy.replica().image().image(), 8L * World.MIB + 5);

        world.clock.advance(Duration.ofDays(25));
        world.workAll();

        assertThat(world.outbox.all(CopyQuarantined.class)).isNotEmpty();
        ObjectMapDistrusted told = world.outbox.only(ObjectMapDistrusted.class);
        assertThat(told.image()).isEqualTo(disk.id);
        assertThat(told.snapshotId()).isEqualTo(copy.sourceSnapshotId());
        assertThat(told.baseSnapshotId()).isLessThan(copy.sourceSnapshotId());
        assertThat(told.reason().text()).contains("offset " + (8L * World.MIB + 5));
        assertThat(distrusted()).isEqualTo(1);
        write(5);
        Copy next = disk.backup();
        assertEqual(next);
        assertThat(next.diff()).isEqualTo(CopyDiff.EXACT);
    }
}
