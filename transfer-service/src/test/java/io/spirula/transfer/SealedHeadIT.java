package io.spirula.transfer;

import static io.spirula.transfer.World.MIB;
import static io.spirula.transfer.World.direct;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.World.Disk;
import io.spirula.transfer.move.FailPoint.Moment;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaStore;
import io.spirula.transfer.replica.SealStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A replica that nobody wrote to since it was given back is not compared with its base, and any other one is. */
class SealedHeadIT {

    private final World world = new World();
    private Disk disk;
    private Copy full;

    @BeforeEach
    void copyInFull() {
        disk = world.disk("vm-1", 16L * MIB);
        disk.scribble(20);
        full = disk.backup();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private Copy increment() {
        disk.scribble(3);
        Copy increment = disk.backup();
        assertThat(increment.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(increment)).isEqualTo(disk.sourceHash(increment));
        return increment;
    }

    private void assertLooks(int looks, int seals) {
        assertThat(world.settledBy("look")).isEqualTo(looks);
        assertThat(world.settledBy("seal")).isEqualTo(seals);
    }

    @Test
    void incrementsFollowWithoutALookAtTheReplica() {
        increment();
        increment();
        increment();
        assertLooks(0, 3);
    }

    @Test
    void pointsThatWaitedFollowEachOtherWithoutALook() {
        List<SnapshotCreated> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            disk.scribble(3);
            waiting.add(disk.snapshot());
        }
        waiting.forEach(world::tell);
        world.workAll();
        for (SnapshotCreated snapshot : waiting) {
            Copy copy = world.copy(snapshot);
            assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        }
        assertLooks(0, 3);
    }

    @Test
    void whatRetentionRemovesBreaksNoSeal() {
        for (int i = 0; i < 4; i++) {
            increment();
        }
        world.policy(1);
        world.workAll();
        assertThat(world.<Integer>onReplica(
                        full, image -> image.snapshots().list().size()))
                .isLessThan(5);
        increment();
        assertLooks(0, 5);
    }

    static Stream<Arguments> strangers() {
        return Stream.of(
                stranger("writes", image -> image.write(0, direct(new byte[8192]))),
                stranger("takes a snapshot", image -> image.snapshots().create("theirs")),
                stranger("sets metadata", image -> image.metadata().set("theirs", "1")),
                stranger("takes the lock", image -> {
                    image.lock().acquire();
                    image.lock().release();
                }));
    }

    private static Arguments stranger(String what, Consumer<RbdImage> action) {
        return Arguments.of(what, action);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strangers")
    void whoeverDoesAnythingToAReplicaHasItLookedAtOnce(String what, Consumer<RbdImage> action) {
        increment();
        world.onReplica(full, image -> {
            action.accept(image);
            return image;
        });
        increment();
        assertLooks(1, 1);
        increment();
        assertLooks(1, 2);
    }

    @Test
    void aSealIsBelievedForADay() {
        world.clock.advance(Duration.ofHours(23));
        increment();
        assertLooks(0, 1);
        world.clock.advance(Duration.ofHours(1));
        increment();
        assertLooks(1, 1);
        world.clock.advance(Duration.ofHours(23));
        increment();
        assertLooks(1, 2);
    }

    @Test
    void aClockThatWasSetBackMakesNoSealLastLonger() {
        increment();
        world.clock.advance(Duration.ofHours(-2));
        increment();
        assertLooks(1, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"SNAPSHOT_COMMITTED", "MARKED", "DATABASE_COMMITTED"})
    void aProcessThatIsKilledWithTheLockLeavesNoSeal(Moment moment) {
        increment();
        killedAt(moment);
        increment();
        assertLooks(1, 2);
    }

    @Test
    void aProcessThatIsKilledBeforeItHasTheLockLeavesTheSeal() {
        increment();
        killedAt(Moment.WRITER_RECORDED);
        increment();
        assertLooks(0, 3);
    }

    private void killedAt(Moment moment) {
        disk.scribble(3);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.kill(moment);
        assertThatThrownBy(world::workAll).isInstanceOf(Ambush.Killed.class);
        world.workAll();
        Copy copy = world.copy(snapshot);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
    }

    private void cutOffAt(Moment moment) {
        world.ambush.once(
                moment,
                () -> world.onReplica(full, image -> {
                    image.resize(4L * MIB);
                    image.resize(16L * MIB);
                    return image;
                }));
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"SNAPSHOT_COMMITTED", "MARKED", "DATABASE_COMMITTED"})
    void whatSomebodyCutsOffOnceTheSnapshotIsThereIsLookedForByTheNextIncrement(Moment moment) {
        increment();
        cutOffAt(moment);
        increment();
        assertLooks(0, 2);
        increment();
        assertLooks(1, 2);
        increment();
        assertLooks(1, 3);
    }

    @Test
    void whatSomebodyCutsOffWhileTheLockIsOursIsInNoPoint() {
        cutOffAt(Moment.DATA_MOVED);
        disk.scribble(3);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).reason()).isNotNull();
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("READ_BACK_DIFFERS");
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
    }

    @Test
    void aSealOfOlderRecordsIsNone() {
        increment();
        SealStore seals = world.bean(SealStore.class);
        Replica replica =
                world.bean(ReplicaStore.class).owning(full.replica().image()).orElseThrow();
        var older = seals.find(replica).orElseThrow();
        increment();
        seals.seal(replica, older);
        increment();
        assertLooks(1, 2);
    }
}
