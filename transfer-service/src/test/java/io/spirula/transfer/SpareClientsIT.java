package io.spirula.transfer;

import static io.spirula.transfer.World.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.transfer.World.Disk;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Client instances that ended cleanly write for the next turn, too; any other one never writes again. */
class SpareClientsIT {

    private final World world = new World();
    private Disk disk;
    private Copy full;

    @BeforeEach
    void copyInFull() {
        disk = world.disk("vm-1", 8L * MIB);
        full = backup(disk);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Copy backup(Disk disk) {
        disk.scribble(3);
        return assertComplete(disk, disk.backup());
    }

    private Copy assertComplete(Disk disk, Copy copy) {
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        return copy;
    }

    private String writer(Copy copy) {
        return world.onReplica(
                copy, image -> ReplicaMetadata.writer(image.metadata()).orElseThrow());
    }

    @Test
    void turnsThatEndCleanlyWriteWithOneClient() {
        String first = writer(full);
        assertThat(writer(backup(disk))).isEqualTo(first);
        assertThat(writer(backup(world.disk("vm-2", 4L * MIB)))).isEqualTo(first);
        assertThat(writer(backup(disk))).isEqualTo(first);
        assertThat(world.ceph.blocklisted("site-b")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aTurnThatDoesNotEndCleanlyLeavesNoClientForAnother(Moment moment) {
        String first = writer(full);
        disk.scribble(3);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.kill(moment);
        try {
            world.workAll();
        } catch (Ambush.Killed e) {
            world.workAll();
            assertComplete(disk, world.copy(snapshot));
            assertThat(writer(backup(disk))).isNotEqualTo(first);
            assertThat(world.ceph.blocklisted("site-b")).contains(first);
            return;
        }
        assertThat(writer(assertComplete(disk, world.copy(snapshot))))
                .as("no increment comes by " + moment)
                .isEqualTo(first);
    }

    @Test
    void aTurnThatFailsLeavesNoClientForAnother() {
        String first = writer(full);
        world.ambush.once(Moment.DATA_MOVED, () -> {
            throw new IllegalStateException("on purpose");
        });
        disk.scribble(3);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isNotEqualTo(CopyState.COMPLETE);
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();

        assertThat(writer(assertComplete(disk, world.copy(snapshot)))).isNotEqualTo(first);
        assertThat(world.ceph.blocklisted("site-b")).contains(first);
    }

    @Test
    void aClientThatIsShutOutWhileItWaitsIsNotWaitedFor() {
        String first = writer(full);
        world.target.blocklist(first, Duration.ofHours(1));

        Copy increment = backup(disk);

        assertThat(writer(increment)).isNotEqualTo(first);
        assertThat(increment.reason()).isNull();
    }
}
