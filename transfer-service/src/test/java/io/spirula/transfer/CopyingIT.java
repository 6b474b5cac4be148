package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Copies come to the target: what everybody hears, and what is there then. */
class CopyingIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aFullAndIncrementsAreEqualToTheirSourceSnapshots() {
        World.Disk disk = world.disk("vm-1", 24L * World.MIB);
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            disk.scribble(40);
            copies.add(disk.backup());
        }
        assertThat(copies).allSatisfy(copy -> {
            assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
            assertThat(copy.assurance()).isEqualTo(Assurance.VERIFIED);
            assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        });
        assertThat(copies)
                .extracting(Copy::mode)
                .containsExactly(CopyMode.FULL, CopyMode.INCREMENT, CopyMode.INCREMENT, CopyMode.INCREMENT);
        assertThat(copies.get(2).base()).isEqualTo(copies.get(1).point());
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertThat(world.outbox.all(CopyCompleted.class)).hasSize(4);
        assertThat(world.outbox.all(UsageRecorded.class))
                .filteredOn(usage -> usage.kind() == UsageKind.MOVED)
                .extracting(UsageRecorded::bytes)
                .isEqualTo(copies.stream().map(Copy::bytesMoved).toList());
    }

    @Test
    void theReplicaTellsWhatItIs() {
        World.Disk disk = world.disk("vm-1", World.MIB);
        disk.scribble(3);
        Copy copy = disk.backup();
        world.onReplica(copy, image -> {
            assertThat(image.metadata().list())
                    .containsEntry("spirula.lineage", disk.lineage.toString())
                    .containsEntry("spirula.source", disk.id.text())
                    .containsEntry("spirula.epoch", "1")
                    .containsEntry("spirula.role", "replica")
                    .containsKey("spirula.point." + copy.snapshot());
            assertThat(image.lock().owners()).isEmpty();
            return image;
        });
    }

    @Test
    void sizesFollowTheSourceAlsoToNothingAndBack() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(30);
        List<Copy> copies = new ArrayList<>(List.of(disk.backup()));
        for (long size : new long[] {3L * World.MIB, 7L * World.MIB, 0, 5L * World.MIB + 512}) {
            disk.resize(size);
            copies.add(disk.backup());
            disk.scribble(10);
        }
        copies.add(disk.backup());
        assertThat(copies)
                .allSatisfy(copy -> assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy)));
    }

    @Test
    void anEmptyImageOfSizeZeroIsAPointToo() {
        World.Disk disk = world.disk("vm-0", 0);
        Copy copy = disk.backup();
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
    }

    @Test
    void aReplicaAlwaysGetsTheFeaturesThatFencingNeeds() {
        World.Disk disk = world
        .new Disk("rbd", "plain", new ImageSpec(4L * World.MIB, 20, new io.spirula.rbd.ImageFeatures(1), 0, 0, null));
        Copy copy = disk.backup();
        world.onReplica(copy, image -> {
            assertThat(image.info().features().contains(io.spirula.rbd.ImageFeature.EXCLUSIVE_LOCK))
                    .isTrue();
            assertThat(image.info().objectSize()).isEqualTo(World.MIB);
            return image;
        });
    }

    @Test
    void pointsThatWaitedAreMadeInTheOrderOfTheirSourceSnapshots() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<SnapshotCreated> snapshots = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            disk.scribble(5);
            snapshots.add(disk.snapshot());
        }
        for (int i : new int[] {2, 0, 1}) {
            world.tell(snapshots.get(i));
        }
        world.workAll();
        assertThat(world.outbox.all(CopyCompleted.class))
                .extracting(event -> event.copy().sourceSnapshotId())
                .isSorted()
                .hasSize(3);
    }

    @Test
    void aBaseIsReleasedOnceANewerCommonSnapshotWasSeenAndTheNewestNever() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        assertThat(world.outbox.all(BaseReleased.class)).isEmpty();
        Copy second = disk.backup();
        assertThat(world.outbox.all(BaseReleased.class)).singleElement().satisfies(released -> {
            assertThat(released.snapshotId()).isEqualTo(first.sourceSnapshotId());
            assertThat(released.reason().code()).isEqualTo("NEWER_COMMON");
        });
        assertThat(second.state()).isEqualTo(CopyState.COMPLETE);
    }

    @Test
    void anEventThatComesTwiceMakesNoSecondCopyAndIsAnsweredAgain() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        disk.backup();
        Copy before = world.copy(snapshot);
        world.outbox.forget();
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot)).isEqualTo(before);
        assertThat(world.outbox.all(BaseReleased.class))
                .singleElement()
                .satisfies(released -> assertThat(released.snapshotId()).isEqualTo(snapshot.snapshotId()));
        assertThat(world.outbox.all(CopyCompleted.class)).isEmpty();
    }

    @Test
    void aSourceSnapshotThatIsGoneFailsItsCopyAndLetsItGo() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = disk.snapshot();
        disk.removeSnapshot(snapshot.snapshotId());
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("SOURCE_SNAPSHOT_GONE");
        assertThat(world.outbox.all(CopyFailed.class)).hasSize(1);
        assertThat(world.outbox.all(BaseReleased.class)).hasSize(1);
        assertThat(world.targetImages()).isEmpty();
    }

    @Test
    void aTargetThatIsAwayIsToldAsTheReasonAndTheCopyComesWhenItIsBack() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.ceph.fail("site-b", 110);
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("RBD_ETIMEDOUT");
        world.ceph.fail("site-b", 0);
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.copy(snapshot).reason()).isNull();
        assertThat(world.replicaHash(world.copy(snapshot))).isEqualTo(disk.sourceHash(world.copy(snapshot)));
    }

    @Test
    void aFailureAfterTheDeadlineIsFinalButALateCopyIsAPoint() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated late = disk.snapshot("gold", Duration.ofSeconds(30));
        world.clock.advance(Duration.ofMinutes(5));
        world.tell(late);
        world.workAll();
        assertThat(world.copy(late).state()).isEqualTo(CopyState.COMPLETE);

        SnapshotCreated failing = disk.snapshot("gold", Duration.ofSeconds(30));
        world.clock.advance(Duration.ofMinutes(5));
        world.ceph.fail("site-b", 110);
        world.tell(failing);
        world.workAll();
        assertThat(world.copy(failing).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .containsExactly(failing.snapshotId());
    }

    @Test
    void aFaultOfTheProgramIsTriedAgainAndAfterTheDeadlineEndsTheCopyOnce() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated passing = disk.snapshot("gold", Duration.ofMinutes(1));
        world.tell(passing);
        world.ambush.once(Moment.DATA_MOVED, CopyingIT::fault);
        world.workAll();
        assertThat(world.copy(passing).state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(world.copy(passing).reason().code()).isEqualTo("INTERNAL");
        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();
        assertThat(world.copy(passing).state()).isEqualTo(CopyState.COMPLETE);

        SnapshotCreated failing = disk.snapshot("gold", Duration.ofSeconds(30));
        world.clock.advance(Duration.ofMinutes(5));
        world.tell(failing);
        world.ambush.once(Moment.DATA_MOVED, CopyingIT::fault);
        world.workAll();
        assertThat(world.outbox.all(CopyFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.copy().point()).isEqualTo(failing.point());
            assertThat(failed.copy().reason().code()).isEqualTo("INTERNAL");
            assertThat(failed.copy().reason().text()).contains("NullPointerException", "a fault for a test");
        });
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .contains(failing.snapshotId());
    }

    @Test
    void anErrorOfTheVirtualMachineEndsACopyTooWhoseTimeIsOver() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated failing = disk.snapshot("gold", Duration.ofSeconds(30));
        world.clock.advance(Duration.ofMinutes(5));
        world.tell(failing);
        world.ambush.once(Moment.DATA_MOVED, () -> {
            throw new StackOverflowError("for a test");
        });
        assertThatThrownBy(world::workAll).isInstanceOf(StackOverflowError.class);
        assertThat(world.copy(failing).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(failing).reason().code()).isEqualTo("INTERNAL");
        assertThat(world.outbox.all(CopyFailed.class)).hasSize(1);
    }

    @Test
    void aFirstCopyLeavesAPlaceToAnIncrementAndNoneToAnotherFirstCopy() {
        World.Disk old = world.disk("vm-1", 2L * World.MIB);
        old.backup();
        old.scribble(3);
        World.Disk other = world.disk("vm-2", 2L * World.MIB);
        SnapshotCreated increment = old.snapshot();
        SnapshotCreated seed = other.snapshot();
        SnapshotCreated first = world.disk("vm-3", 2L * World.MIB).snapshot();
        world.tell(first);
        world.ambush.once(Moment.DATA_MOVED, () -> {
            world.tell(increment);
            world.tell(seed);
            world.work(Route.QUEUE, other.route().id().toString());
            world.work(Route.QUEUE, old.route().id().toString());
            assertThat(world.copy(seed).reason().code()).isEqualTo("CLUSTER_BUSY");
            assertThat(world.copy(increment).state()).isEqualTo(CopyState.COMPLETE);
        });

        world.workAll();

        assertThat(world.copy(first).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.copy(seed).state()).isEqualTo(CopyState.COMPLETE);
    }

    private static void fault() {
        throw new NullPointerException("a fault for a test");
    }

    @Test
    void whatIsReadForADecisionDoesNotGrowWithTheCopiesEverMade() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 2L * World.MIB);
        for (int i = 0; i < 5; i++) {
            disk.backup();
        }
        Copy newest = disk.backup();
        assertThat(world.bean(CopyStore.class).ofRoute(disk.route()))
                .extracting(copy -> copy.told().id())
                .containsExactly(newest.id());
    }

    @Test
    void aCopyWhoseWriterCouldNotEndCleanlyIsNoFailure() {
        World.Disk disk = world.disk("vm-1", 2L * World.MIB);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ceph.onceBefore("site-b", "release the lock", () -> {
            throw RbdException.of(110, "release the lock", "the replica, for a test");
        });
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.bean(MeterRegistry.class)
                        .find("spirula.transfer.move.failures")
                        .counters())
                .isEmpty();
        assertThat(world.bean(MeterRegistry.class)
                        .get("spirula.transfer.move")
                        .timer()
                        .count())
                .isEqualTo(1);
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }
}
