package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.Snapshot;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database is older than the replicas, as after it was restored: what is complete on the target stays there. */
class RestoredDatabaseIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aCompleteSnapshotOfACopyThatIsReadAgainAndFailsStays() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy base = disk.backup();
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        Copy complete = world.copy(snapshot);
        String hash = disk.sourceHash(complete);

        world.jdbc()
                .sql("delete from copy where id = ?")
                .param(complete.id().value())
                .update();
        world.outbox.forget();
        disk.removeSnapshot(complete.sourceSnapshotId());
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);

        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.base()).isEqualTo(base.point());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
        assertThat(world.replicaHash(complete)).isEqualTo(hash);
    }

    @Test
    void aCompleteSnapshotStaysAlsoWhenTheRecordsAreFromTheMiddleOfItsMove() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        disk.backup();
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, backup::take);
        world.workAll();
        Copy complete = world.copy(snapshot);
        String hash = disk.sourceHash(complete);

        backup.restore();
        disk.removeSnapshot(complete.sourceSnapshotId());
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);

        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(world.replicaHash(complete)).isEqualTo(hash);
    }

    @Test
    void aGenerationThatTheRecordsCallUnfinishedStaysWithAllItsPoints() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        SnapshotCreated seeding = disk.snapshot();
        world.tell(seeding);
        Records backup = new Records();
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, backup::take);
        world.workAll();
        Copy first = world.copy(seeding);
        disk.scribble(5);
        SnapshotCreated later = disk.snapshot();
        world.tell(later);
        world.workAll();
        Copy second = world.copy(later);
        String firstHash = disk.sourceHash(first);
        String secondHash = disk.sourceHash(second);

        backup.restore();
        disk.removeSnapshot(first.sourceSnapshotId());
        disk.removeSnapshot(second.sourceSnapshotId());
        world.tell(later);
        world.workAll();
        assertThat(world.copy(seeding).state())
                .as("the replica that was being given it calls it complete")
                .isEqualTo(CopyState.COMPLETE);
        assertThat(world.copy(later).state()).isEqualTo(CopyState.FAILED);

        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.FULL);
        assertThat(next.replica().ref().name()).isEqualTo("vm-1");
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
        assertThat(world.replicaHash(first)).isEqualTo(firstHash);
        assertThat(world.replicaHash(second)).isEqualTo(secondHash);
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1");
        assertThat(world.jdbc()
                        .sql("select state from replica order by epoch")
                        .query(String.class)
                        .list())
                .containsExactly("RETIRED", "CURRENT");
    }

    @Test
    void aGenerationWithOneSnapshotOfAnotherKeepsThemAll() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        SnapshotCreated seeding = disk.snapshot();
        world.tell(seeding);
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, () -> {
            world.onTarget(pool -> pool.images().stream()
                    .map(entry -> {
                        try (var image = pool.open(ImageLocator.byId(entry.id()))) {
                            return image.snapshots().create("theirs");
                        }
                    })
                    .toList());
            throw new IllegalStateException("for a test");
        });
        world.workAll();
        disk.removeSnapshot(seeding.snapshotId());
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.copy(seeding).state()).isEqualTo(CopyState.FAILED);
        world.onTarget(pool -> {
            try (var image = pool.open(ImageLocator.byId(pool.images().get(0).id()))) {
                assertThat(image.snapshots().list())
                        .extracting(Snapshot::name)
                        .containsExactlyInAnyOrder(seeding.snapshot(), "theirs");
            }
            return pool;
        });
    }

    @Test
    void copiesThatWereMadeSinceTheBackupAreKnownFromWhatWasTold() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        Records backup = new Records();
        backup.take();
        disk.scribble(5);
        SnapshotCreated pruned = disk.snapshot();
        world.tell(pruned);
        world.workAll();
        Copy second = world.copy(pruned);
        disk.removeSnapshot(second.sourceSnapshotId());
        disk.removeSnapshot(first.sourceSnapshotId());
        disk.scribble(5);
        Copy seeded = disk.backup();
        assertThat(seeded.mode()).isEqualTo(CopyMode.FULL);
        List<CopyChanged> told = world.outbox.all(CopyChanged.class);

        backup.restore();
        told.forEach(world::tell);
        world.tell(pruned);
        world.workAll();

        assertThat(world.copy(pruned)).isEqualTo(second);
        assertThat(world.outbox.all(CopyChanged.class))
                .as("nothing new is told")
                .allMatch(told::contains);
        assertThat(world.jdbc()
                        .sql("select state from replica order by epoch")
                        .query(String.class)
                        .list())
                .containsExactly("RETIRED", "CURRENT");
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.base()).isEqualTo(seeded.point());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @Test
    void copiesThatWerePrunedSinceTheBackupAreNotLost() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        world.policy(2);
        Copy first = disk.backup();
        disk.scribble(5);
        disk.backup();
        Records backup = new Records();
        backup.take();
        disk.scribble(5);
        disk.backup();
        world.workAll();
        List<CopyChanged> told = world.outbox.all(CopyChanged.class);
        assertThat(state(first)).isEqualTo("expired");

        backup.restore();
        world.caughtUp = false;
        disk.scribble(5);
        Copy meanwhile = disk.backup();
        assertThat(meanwhile.state()).as("what deletes nothing goes on").isEqualTo(CopyState.COMPLETE);
        assertThat(world.outbox.all(CopyLost.class)).isEmpty();
        told.forEach(world::tell);
        world.caughtUp = true;
        disk.scribble(5);
        disk.backup();

        assertThat(world.outbox.all(CopyLost.class)).isEmpty();
        assertThat(state(first)).isEqualTo("expired");
    }

    @Test
    void nothingIsPrunedAndNoCopyIsGivenUpBeforeItIsReadWhatBecameOfThem() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, backup::take);
        world.workAll();
        Copy second = world.copy(snapshot);
        List<CopyChanged> told = world.outbox.all(CopyChanged.class);

        backup.restore();
        disk.removeSnapshot(second.sourceSnapshotId());
        world.caughtUp = false;
        world.policy(1);
        world.workAll();
        assertThat(world.copy(snapshot).state().terminal()).isFalse();
        assertThat(state(first)).isEqualTo("complete");

        told.forEach(world::tell);
        world.caughtUp = true;
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(state(first)).isEqualTo("expired");
    }

    @Test
    void aSeedingThatBeganAfterTheBackupIsRemoved() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = seedingForgotten(disk, Moment.DATA_MOVED);

        world.workAll();
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();

        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.replica().epoch()).isEqualTo(2);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertThat(world.jdbc()
                        .sql("select state from replica order by epoch")
                        .query(String.class)
                        .list())
                .containsExactly("GONE", "CURRENT");
        assertThat(world.jdbc()
                        .sql("select count(*) from replica_writer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aWriterThatTheRecordsHaveForgottenIsShutOut() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        backup.take();
        AtomicReference<String> forgotten = new AtomicReference<>("");
        world.ambush.once(Moment.DATA_MOVED, () -> {
            backup.restore();
            forgotten.set(world.onReplica(first, image -> image.lock().owners().get(0)));
            world.clock.advance(Duration.ofMinutes(2));
            world.workAll();
            throw new Ambush.Killed(Moment.DATA_MOVED);
        });
        assertThatThrownBy(world::workAll).isInstanceOf(Ambush.Killed.class);

        assertThat(world.ceph.blocklisted("site-b")).contains(forgotten.get());
        Copy second = world.copy(snapshot);
        assertThat(second.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(second.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(world.replicaHash(second)).isEqualTo(disk.sourceHash(second));
    }

    /** The records forgot it between its entry and its look at the lock, which its successor has by then. */
    @Test
    void aWriterThatTheRecordsHaveForgottenShutsItsSuccessorNotOut() throws Exception {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        backup.take();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch resumed = new CountDownLatch(1);
        world.ambush.once(Moment.WRITER_RECORDED, () -> {
            entered.countDown();
            await(resumed);
        });
        CompletableFuture<?> forgotten = CompletableFuture.supplyAsync(
                () -> world.work(Route.QUEUE, disk.route().instance()));
        await(entered);
        backup.restore();
        AtomicReference<String> successor = new AtomicReference<>("");
        world.ambush.once(Moment.DATA_MOVED, () -> {
            successor.set(world.onReplica(first, image -> image.lock().owners().get(0)));
            resumed.countDown();
            assertThatThrownBy(() -> forgotten.get(60, TimeUnit.SECONDS)).hasMessageContaining("WORK_LEASE_LOST");
        });
        world.workAll();

        assertThat(successor.get()).isNotEmpty();
        assertThat(world.ceph.blocklisted("site-b")).doesNotContain(successor.get());
        Copy second = world.copy(snapshot);
        assertThat(second.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(second)).isEqualTo(disk.sourceHash(second));
    }

    /** It is not shut out: nobody has heard of it, and nobody has begun anew yet. */
    @ParameterizedTest
    @EnumSource(names = {"DATA_MOVED", "SNAPSHOT_COMMITTED"})
    void aFirstCopyThatTheRecordsHaveForgottenGetsNoName(Moment moment) {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        world.tell(disk.snapshot());
        Records backup = new Records();
        backup.take();
        world.ambush.once(moment, () -> {
            backup.restore();
            world.attempts().take(disk.route().instance());
        });

        assertThatThrownBy(world::workAll).hasMessageContaining("WORK_LEASE_LOST");

        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1");
    }

    @Test
    void aFirstCopyThatTheRecordsHaveForgottenIsMadeAnew() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        backup.take();
        world.ambush.once(Moment.DATA_MOVED, () -> {
            backup.restore();
            world.attempts().take(disk.route().instance());
        });
        assertThatThrownBy(world::workAll).hasMessageContaining("WORK_LEASE_LOST");

        assertTheCopyIsMadeAndNothingElseIsThere(disk, snapshot);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoSeedingsThatBeganAfterTheBackupAreBothRemoved() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = twoSeedingsForgotten(disk);

        assertTheCopyIsMadeAndNothingElseIsThere(disk, snapshot);
    }

    @Test
    void aSeedingThatBeganAfterTheBackupIsRemovedAlsoWhenTheNewOneGetsAnotherNumber() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = twoSeedingsForgotten(disk);
        removeSeeding("vm-1.spirula-seeding-1");

        assertTheCopyIsMadeAndNothingElseIsThere(disk, snapshot);
        assertThat(world.copy(snapshot).replica().epoch()).isEqualTo(1);
    }

    private void removeSeeding(String name) {
        String id = world.onTarget(pool -> {
            try (var image = pool.openReadOnly(ImageLocator.byName(name))) {
                return image.id().image();
            }
        });
        world.onTarget(pool -> {
            pool.remove(id, ProgressListener.SILENT);
            return id;
        });
    }

    private void assertTheCopyIsMadeAndNothingElseIsThere(World.Disk disk, SnapshotCreated snapshot) {
        for (int i = 0; i < 4; i++) {
            world.workAll();
            world.clock.advance(Duration.ofMinutes(2));
        }
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    /** The first was in use when its process died, so a second was begun, whose process died, too. */
    private SnapshotCreated twoSeedingsForgotten(World.Disk disk) {
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        backup.take();
        world.ambush.kill(Moment.DATA_MOVED);
        assertThatThrownBy(world::workAll).isInstanceOf(Ambush.Killed.class);
        world.onTarget(pool -> {
            try (var used = pool.open(ImageLocator.byName("vm-1.spirula-seeding-1"))) {
                used.lock().acquire();
                world.ambush.kill(Moment.DATA_MOVED);
                assertThatThrownBy(world::workAll).isInstanceOf(Ambush.Killed.class);
                return used.id();
            }
        });
        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1", "vm-1.spirula-seeding-2");
        backup.restore();
        return snapshot;
    }

    @Test
    void aSeedingThatBeganAfterTheBackupStaysWhileAnybodyHasItOpen() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = seedingForgotten(disk, Moment.DATA_MOVED);

        world.onTarget(pool -> {
            try (var used = pool.open(ImageLocator.byName("vm-1.spirula-seeding-1"))) {
                world.workAll();
                world.clock.advance(Duration.ofMinutes(2));
                world.workAll();
                return used.id();
            }
        });
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-seeding-1");

        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPSHOT_COMMITTED", "NAMED", "MARKED"})
    void aCopyThatWasCommittedAfterTheBackupIsProvenAndTakenUp(Moment moment) {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = forgotten(disk, moment);
        List<String> before = imageIds();

        assertTheCopyIsMadeAndNothingElseIsThere(disk, snapshot);

        assertThat(imageIds()).isEqualTo(before);
        Copy copy = world.copy(snapshot);
        assertThat(copy.replica().epoch()).isOne();
        assertThat(copy.mode()).isEqualTo(CopyMode.FULL);
        disk.scribble(5);
        assertThat(disk.backup().mode()).isEqualTo(CopyMode.INCREMENT);
    }

    private List<String> imageIds() {
        return world.onTarget(pool -> pool.images().stream().map(ImageEntry::id).toList());
    }

    /** It may be worth something to somebody: only this very copy's own point is known for what it is. */
    @Test
    void whatASeedingOfAnotherPointHasCommittedStays() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated first = seedingForgotten(disk, Moment.SNAPSHOT_COMMITTED);
        world.jdbc().sql("delete from copy").update();
        disk.removeSnapshot(first.snapshotId());
        disk.scribble(5);
        SnapshotCreated second = disk.snapshot();
        world.tell(second);

        world.workAll();
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();

        assertThat(world.copy(second).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-seeding-1");
    }

    @Test
    void whatSaysToBeACopysPointAndDiffersIsMadeAnew() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = seedingForgotten(disk, Moment.SNAPSHOT_COMMITTED);
        world.onTarget(pool -> {
            try (var image = pool.open(ImageLocator.byName("vm-1.spirula-seeding-1"))) {
                long id = image.snapshots()
                        .find(snapshot.snapshot())
                        .orElseThrow()
                        .id();
                image.snapshots().remove(id);
                image.write(0, ByteBuffer.allocateDirect(4096).put(0, (byte) 77));
                return image.snapshots().create(snapshot.snapshot());
            }
        });

        assertTheCopyIsMadeAndNothingElseIsThere(disk, snapshot);
    }

    @Test
    void anImageOfAnotherGenerationThatHasTheNameOfASeedingStays() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        seedingForgotten(disk, Moment.DATA_MOVED);
        world.onTarget(pool -> {
            try (var other = pool.open(ImageLocator.byName("vm-1.spirula-seeding-1"))) {
                other.metadata().set("spirula.epoch", "7");
                return other.id();
            }
        });

        world.workAll();
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();

        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-seeding-1");
    }

    /** The process dies in the middle of a seeding, and the database is put back to before it. */
    private SnapshotCreated seedingForgotten(World.Disk disk, Moment moment) {
        SnapshotCreated snapshot = forgotten(disk, moment);
        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1");
        return snapshot;
    }

    private SnapshotCreated forgotten(World.Disk disk, Moment moment) {
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        Records backup = new Records();
        backup.take();
        world.ambush.kill(moment);
        assertThatThrownBy(world::workAll).isInstanceOf(Ambush.Killed.class);
        backup.restore();
        return snapshot;
    }

    private String state(Copy copy) {
        return world.jdbc()
                .sql("select state from copy where id = ?")
                .param(copy.id().value())
                .query(String.class)
                .single();
    }

    /** What a backup of the database would have of copies and generations. */
    private final class Records {

        private Map<String, String> rows = Map.of();

        void take() {
            rows = Map.of("copy", json("copy"), "replica", json("replica"));
        }

        private String json(String table) {
            return world.jdbc()
                    .sql("select cast(coalesce(jsonb_agg(to_jsonb(r)), '[]') as text) from " + table + " r")
                    .query(String.class)
                    .single();
        }

        void restore() {
            world.outbox.forget();
            world.jdbc().sql("delete from replica_writer").update();
            world.jdbc().sql("delete from copy").update();
            world.jdbc().sql("delete from replica").update();
            insert(
                    "replica",
                    "id, lineage, target_key, source, cluster, fsid, pool_id, namespace, image, name,"
                            + " wanted_name, epoch, state, seeding");
            insert(
                    "copy",
                    "id, told, target_key, diff_mode, verify_mode, deadline, replica, failures, next_attempt_at,"
                            + " base_released, removing, given_up_code, given_up_text");
        }

        private void insert(String table, String columns) {
            world.jdbc()
                    .sql("insert into " + table + " (" + columns + ") select " + columns
                            + " from jsonb_populate_recordset(cast(null as " + table + "), cast(? as jsonb))")
                    .param(rows.get(table))
                    .update();
        }
    }
}
