package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.rbd.RbdException;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Copies of one image to two targets at once. */
@Timeout(120)
class SharedReadsIT {

    private static final TargetRef SECOND = new TargetRef("second", TargetType.RBD, "site-b", "second", "");
    private static final List<TargetRef> BOTH = List.of(World.TARGET, SECOND);

    private final World world = new World();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final World.Disk disk;

    SharedReadsIT() {
        world.ceph.createPool("site-b", "second");
        disk = world.disk("vm-1", 48L * World.MIB);
        disk.scribble(200);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        world.close();
    }

    private SnapshotCreated snapshot(List<TargetRef> targets) {
        SnapshotCreated snapshot = disk.snapshot("gold", Duration.ofHours(1), targets);
        world.tell(snapshot);
        return snapshot;
    }

    /** Works on what is due on both routes at the same time: neither moves before the other is about to. */
    private void workOnBoth() throws Exception {
        CountDownLatch other = new CountDownLatch(1);
        world.ambush.once(Moment.WRITER_RECORDED, () -> {
            world.ambush.once(Moment.WRITER_RECORDED, other::countDown);
            await().until(() -> other.getCount() == 0);
        });
        List<Future<?>> work = BOTH.stream()
                .<Future<?>>map(target -> threads.submit(() -> world.work(Route.QUEUE, route(target))))
                .toList();
        for (Future<?> each : work) {
            each.get(60, TimeUnit.SECONDS);
        }
    }

    private String route(TargetRef target) {
        return new Route(disk.lineage, target.key()).instance();
    }

    private Copy copy(SnapshotCreated snapshot, TargetRef target) {
        return world.outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(copy -> copy.point().equals(snapshot.point()))
                .filter(copy -> copy.target().equals(target))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void assertComplete(SnapshotCreated snapshot, TargetRef target, CopyMode mode) {
        Copy copy = copy(snapshot, target);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.mode()).isEqualTo(mode);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
    }

    private double sharedReads() {
        return world.bean(MeterRegistry.class)
                .get("spirula.transfer.shared.reads")
                .tag("source", "site-a")
                .counter()
                .count();
    }

    @Test
    void fullsAndIncrementsFromTheSameBaseAreReadTogether() throws Exception {
        SnapshotCreated first = snapshot(BOTH);
        workOnBoth();
        assertComplete(first, World.TARGET, CopyMode.FULL);
        assertComplete(first, SECOND, CopyMode.FULL);
        assertThat(sharedReads()).isEqualTo(2);

        disk.scribble(40);
        SnapshotCreated second = snapshot(BOTH);
        workOnBoth();
        assertComplete(second, World.TARGET, CopyMode.INCREMENT);
        assertComplete(second, SECOND, CopyMode.INCREMENT);
        assertThat(sharedReads()).isEqualTo(4);
        assertThat(copy(second, SECOND).bytesChanged())
                .isEqualTo(copy(second, World.TARGET).bytesChanged());
    }

    @Test
    void fromDifferentBasesEachIsReadForItself() throws Exception {
        snapshot(List.of(World.TARGET));
        world.workAll();
        disk.scribble(40);
        SnapshotCreated both = snapshot(BOTH);
        workOnBoth();

        assertComplete(both, World.TARGET, CopyMode.INCREMENT);
        assertComplete(both, SECOND, CopyMode.FULL);
        assertThat(sharedReads()).isZero();
    }

    @Test
    void oneThatFailsInTheMiddleHoldsTheOtherUpNotAndGoesOnByItself() throws Exception {
        SnapshotCreated snapshot = snapshot(BOTH);
        world.ceph.onceBefore("site-b", "write", () -> {
            throw RbdException.of(28, "write", "the replica, for a test");
        });
        workOnBoth();

        assertThat(BOTH)
                .extracting(target -> copy(snapshot, target).state())
                .containsExactlyInAnyOrder(CopyState.COMPLETE, CopyState.TRANSFERRING);
        TargetRef failed = BOTH.stream()
                .filter(target -> copy(snapshot, target).state() == CopyState.TRANSFERRING)
                .findFirst()
                .orElseThrow();
        assertThat(copy(snapshot, failed).reason().code()).isEqualTo("RBD_ENOSPC");
        assertThat(sharedReads()).isEqualTo(2);
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();

        BOTH.forEach(target -> assertComplete(snapshot, target, CopyMode.FULL));
        assertThat(sharedReads()).isEqualTo(2);
    }

    @Test
    void aSourceThatCannotBeReadFailsBothAndBothAreMadeLater() throws Exception {
        SnapshotCreated snapshot = snapshot(BOTH);
        world.ceph.onceBefore("site-a", "read", () -> {
            throw RbdException.of(110, "read", "the source, for a test");
        });
        workOnBoth();
        assertThat(BOTH).allSatisfy(target -> {
            assertThat(copy(snapshot, target).state()).isEqualTo(CopyState.TRANSFERRING);
            assertThat(copy(snapshot, target).reason().code()).isEqualTo("RBD_ETIMEDOUT");
        });
        world.clock.advance(Duration.ofMinutes(2));
        workOnBoth();

        BOTH.forEach(target -> assertComplete(snapshot, target, CopyMode.FULL));
    }
}
