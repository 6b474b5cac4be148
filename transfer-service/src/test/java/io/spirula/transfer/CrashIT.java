package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A process dies, or is stopped and wakes up, between any two steps: the next one finishes, and nothing is left over. */
class CrashIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {
                "WRITER_RECORDED",
                "IMAGE_CREATED",
                "GENERATION_RECORDED",
                "DATA_MOVED",
                "SNAPSHOT_COMMITTED",
                "NAMED",
                "MARKED",
                "DATABASE_COMMITTED"
            })
    void aFullThatDiedIsFinished(Moment moment) {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        SnapshotCreated snapshot = disk.snapshot();
        dieAt(moment, disk, snapshot);
        world.workAll();
        assertFinished(disk, snapshot, 1);
        assertThat(disk.backup().state()).isEqualTo(CopyState.COMPLETE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"WRITER_RECORDED", "DATA_MOVED", "SNAPSHOT_COMMITTED", "MARKED", "DATABASE_COMMITTED"})
    void anIncrementThatDiedIsFinished(Moment moment) {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        Copy base = disk.backup();
        disk.scribble(10);
        SnapshotCreated snapshot = disk.snapshot();
        dieAt(moment, disk, snapshot);
        world.workAll();
        assertFinished(disk, snapshot, 2);
        assertThat(world.replicaHash(base)).isEqualTo(disk.sourceHash(base));
        disk.scribble(10);
        Copy next = disk.backup();
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @ParameterizedTest
    @EnumSource(
            value = Moment.class,
            names = {"REMOVAL_RECORDED", "SNAPSHOT_REMOVED"})
    void aRemovalThatDiedIsFinished(Moment moment) {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        SnapshotCreated second = disk.snapshot();
        dieAt(moment, disk, second);
        world.workAll();
        assertThat(world.outbox.all(CopyPruned.class))
                .extracting(event -> event.copy().id())
                .containsExactly(first.id());
        world.onReplica(world.copy(second), image -> {
            assertThat(image.snapshots().list()).hasSize(1);
            assertThat(image.metadata().list()).doesNotContainKey("spirula.point." + first.snapshot());
            return image;
        });
    }

    @Test
    void aCopyGivenUpAfterItsCommitLeavesNoSnapshot() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        Copy base = disk.backup();
        disk.scribble(5);
        SnapshotCreated cancelled = disk.snapshot();
        dieAt(Moment.SNAPSHOT_COMMITTED, disk, cancelled);
        cancel(disk, cancelled);
        world.workAll();
        assertThat(world.copy(cancelled).state()).isEqualTo(CopyState.FAILED);
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.base()).isEqualTo(base.point());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
        world.onReplica(next, image -> {
            assertThat(image.snapshots().list()).hasSize(2);
            assertThat(image.metadata().list()).doesNotContainKey("spirula.point." + cancelled.snapshot());
            return image;
        });
    }

    /** Its replica calls it complete, so that no clearing up takes it away; the records have to call it so, too. */
    @Test
    void aCopyGivenUpAfterItWasMarkedAsCompleteIsAPointAllTheSame() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        Copy base = disk.backup();
        disk.scribble(5);
        SnapshotCreated cancelled = disk.snapshot();
        dieAt(Moment.MARKED, disk, cancelled);
        cancel(disk, cancelled);
        world.workAll();

        assertFinished(cancelled, disk.sourceHash(world.copy(cancelled)), 2);
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .as("the next copy starts from the point before it")
                .containsExactly(cancelled.snapshotId());
        disk.removeSnapshot(cancelled.snapshotId());
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.base()).isEqualTo(base.point());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @Test
    void aFirstCopyGivenUpAfterItWasMarkedAsCompleteMakesItsReplicaTheOneThatIsContinued() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        SnapshotCreated cancelled = disk.snapshot();
        dieAt(Moment.MARKED, disk, cancelled);
        cancel(disk, cancelled);
        disk.scribble(5);
        SnapshotCreated waiting = disk.snapshot();
        world.tell(waiting);
        world.workAll();
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();

        assertThat(world.copy(cancelled).state()).isEqualTo(CopyState.COMPLETE);
        Copy next = world.copy(waiting);
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.base()).isEqualTo(cancelled.point());
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFirstCopyWhoseSourceSnapshotWentAfterItWasMarkedAsCompleteIsAPoint(boolean told) {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        SnapshotCreated lost = disk.snapshot();
        dieAt(Moment.MARKED, disk, lost);
        String hash = disk.sourceHash(world.copy(lost));
        disk.removeSnapshot(lost.snapshotId());
        if (told) {
            world.tell(new SnapshotLost(
                    lost.point(),
                    disk.lineage,
                    disk.id,
                    lost.ref(),
                    lost.snapshotId(),
                    lost.snapshot(),
                    new Reason("TEST", "somebody removed it"),
                    world.clock.instant()));
        }
        world.workAll();

        assertFinished(lost, hash, 1);
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertThat(world.jdbc()
                        .sql("select state from replica")
                        .query(String.class)
                        .list())
                .containsExactly("CURRENT");
    }

    private void cancel(World.Disk disk, SnapshotCreated snapshot) {
        world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
    }

    private void assertFinished(SnapshotCreated snapshot, String hash, int snapshots) {
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.reason()).isNull();
        assertThat(copy.assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(world.replicaHash(copy)).isEqualTo(hash);
        assertThat(copy.digest()).isEqualTo(world.digest(copy));
        assertThat(snapshots(copy)).isEqualTo(snapshots);
        assertThat(world.jdbc()
                        .sql("select count(*) from replica_writer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private int snapshots(Copy copy) {
        return world.onReplica(copy, image -> image.snapshots().list().size());
    }

    @Test
    void aStoppedWriterThatWakesUpAfterATakeoverFindsItselfShutOutAndHarmsNothing() throws Exception {
        for (Moment moment : new Moment[] {
            Moment.WRITER_RECORDED, Moment.DATA_MOVED, Moment.SNAPSHOT_COMMITTED, Moment.DATABASE_COMMITTED
        }) {
            wakeUpAfter(moment);
        }
    }

    @Test
    void aLockIsBrokenAlsoWhenTheSuccessorOfItsHolderDiedBeforeBreakingIt() throws Exception {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        disk.backup();
        disk.scribble(10);
        SnapshotCreated snapshot = disk.snapshot();
        CountDownLatch resumed = new CountDownLatch(1);
        CompletableFuture<?> holder = stopAt(Moment.DATA_MOVED, disk, snapshot, resumed);
        try {
            for (int deaths = 0; deaths < 2; deaths++) {
                world.ambush.kill(Moment.WRITER_RECORDED);
                assertThatThrownBy(() -> world.work(Route.QUEUE, disk.route().instance()))
                        .isInstanceOf(Ambush.Killed.class);
            }
            world.workAll();
            assertFinished(disk, snapshot, 2);
        } finally {
            resumed.countDown();
        }
        assertThatThrownBy(() -> holder.get(60, TimeUnit.SECONDS)).hasMessageContaining("WORK_LEASE_LOST");
        assertThat(world.jdbc()
                        .sql("select count(*) from replica_writer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void attemptsThatFailForHoursShutOutEachFormerWriterOnce() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        disk.backup();
        disk.scribble(10);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        double before = world.fenced();
        for (int deaths = 0; deaths < 5; deaths++) {
            world.ambush.kill(Moment.WRITER_RECORDED);
            assertThatThrownBy(() -> world.work(Route.QUEUE, disk.route().instance()))
                    .isInstanceOf(Ambush.Killed.class);
        }
        world.workAll();
        assertFinished(disk, snapshot, 2);
        assertThat(world.fenced() - before).isEqualTo(5);
    }

    private CompletableFuture<?> stopAt(
            Moment moment, World.Disk disk, SnapshotCreated snapshot, CountDownLatch resumed) throws Exception {
        world.tell(snapshot);
        CountDownLatch stopped = new CountDownLatch(1);
        world.ambush.once(moment, () -> {
            stopped.countDown();
            try {
                resumed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        CompletableFuture<?> stoppedWork = CompletableFuture.supplyAsync(
                () -> world.work(Route.QUEUE, disk.route().instance()));
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
        return stoppedWork;
    }

    private void wakeUpAfter(Moment moment) throws Exception {
        World.Disk disk = world.disk("vm-" + moment.name(), 6L * World.MIB);
        disk.scribble(20);
        disk.backup();
        disk.scribble(10);
        SnapshotCreated snapshot = disk.snapshot();
        CountDownLatch resumed = new CountDownLatch(1);
        CompletableFuture<?> zombie = stopAt(moment, disk, snapshot, resumed);

        world.work(Route.QUEUE, disk.route().instance());
        Copy taken = world.copy(snapshot);
        disk.scribble(10);
        Copy newer = disk.backup();
        String hash = world.replicaHash(newer);

        resumed.countDown();
        assertThatThrownBy(() -> zombie.get(60, TimeUnit.SECONDS)).hasMessageContaining("WORK_LEASE_LOST");
        assertThat(taken.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(taken)).isEqualTo(disk.sourceHash(taken));
        assertThat(world.replicaHash(newer)).isEqualTo(hash).isEqualTo(disk.sourceHash(newer));
        disk.scribble(5);
        Copy last = disk.backup();
        assertThat(world.replicaHash(last)).isEqualTo(disk.sourceHash(last));
        world.onReplica(last, image -> {
            assertThat(image.snapshots().list()).hasSize(4);
            return image;
        });
    }

    private void dieAt(Moment moment, World.Disk disk, SnapshotCreated snapshot) {
        world.tell(snapshot);
        world.ambush.kill(moment);
        assertThatThrownBy(() -> world.work(Route.QUEUE, disk.route().instance()))
                .isInstanceOf(Ambush.Killed.class);
        world.clock.advance(Duration.ofSeconds(1));
    }

    private void assertFinished(World.Disk disk, SnapshotCreated snapshot, int snapshots) {
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertThat(world.outbox.all(CopyCompleted.class)).hasSize(snapshots);
        world.onReplica(copy, image -> {
            assertThat(image.snapshots().list()).hasSize(snapshots);
            return image;
        });
    }
}
