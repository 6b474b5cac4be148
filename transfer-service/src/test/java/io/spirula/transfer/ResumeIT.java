package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A move dies in its middle: the next attempt goes on where it ended, or begins again where that cannot be trusted. */
class ResumeIT {

    private static final long SIZE = 40L * World.MIB;
    /** The second half stays as it is in increments, but for its last chunk. */
    private static final long CHANGED = 32L * World.MIB;

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", SIZE);

    @AfterEach
    void close() {
        world.close();
    }

    private void write(RbdImage image, long from, long to) {
        byte[] bytes = new byte[World.MIB];
        for (long at = from; at < to; at += bytes.length) {
            world.random.nextBytes(bytes);
            image.write(at, World.direct(bytes));
        }
    }

    private SnapshotCreated changed() {
        disk.onSource(image -> {
            write(image, 0, CHANGED);
            return image;
        });
        return disk.snapshot();
    }

    /** What is read at the target is the read-back and nothing else. */
    private SnapshotCreated begunWithoutDigest(boolean increment) {
        disk.digest = DigestMode.NONE;
        return begun(increment);
    }

    private SnapshotCreated begun(boolean increment) {
        if (increment) {
            disk.scribble(10);
            disk.backup();
        }
        SnapshotCreated snapshot = changed();
        world.tell(snapshot);
        return snapshot;
    }

    /** The process dies at the first checkpoint after so many writes. */
    private void dieInTheMiddle(int writes) {
        CountDownLatch kept = new CountDownLatch(1);
        beforeWrite(writes, () -> {
            world.ambush.once(Moment.CHECKPOINTED, () -> {
                kept.countDown();
                throw new Ambush.Killed(Moment.CHECKPOINTED);
            });
            await(kept);
        });
        assertThatThrownBy(() -> world.work(Route.QUEUE, disk.route().instance()))
                .isInstanceOf(Ambush.Killed.class);
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(keptBytes()).isPositive().isLessThan(CHANGED);
    }

    private void beforeWrite(int number, Runnable action) {
        world.ceph.onceBefore("site-b", "write", number == 1 ? action : () -> beforeWrite(number - 1, action));
    }

    /** Whoever waits here is interrupted when the process dies, with its write in flight. */
    private static void await(CountDownLatch kept) {
        try {
            assertThat(kept.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long keptBytes() {
        return world.jdbc()
                .sql("select coalesce(sum(written), 0) from move_checkpoint")
                .query(Long.class)
                .single();
    }

    private long usage(UsageKind kind) {
        return world.outbox.all(UsageRecorded.class).stream()
                .filter(usage -> usage.kind() == kind)
                .mapToLong(UsageRecorded::bytes)
                .sum();
    }

    private Stream<String> told(SnapshotCreated snapshot) {
        return world.outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(copy -> copy.point().equals(snapshot.point()))
                .map(Copy::reason)
                .filter(Objects::nonNull)
                .map(reason -> reason.code());
    }

    private Copy assertFinished(SnapshotCreated snapshot) {
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.assurance()).isEqualTo(Assurance.VERIFIED);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        assertThat(world.targetImages()).containsExactly("vm-1");
        assertNothingIsKept();
        return copy;
    }

    private void assertNothingIsKept() {
        for (String table : List.of("move_checkpoint", "move_checkpoint_part", "replica_writer")) {
            assertThat(world.jdbc()
                            .sql("select count(*) from " + table)
                            .query(Long.class)
                            .single())
                    .as(table)
                    .isZero();
        }
    }

    @ParameterizedTest(name = "increment: {0}")
    @ValueSource(booleans = {true, false})
    void aMoveThatDiesAgainAndAgainMovesNothingTwiceThatACheckpointHas(boolean increment) {
        SnapshotCreated snapshot = begun(increment);
        long before = 0;
        for (int deaths = 0; deaths < 3; deaths++) {
            dieInTheMiddle(2);
            assertThat(keptBytes()).as("after death " + deaths).isGreaterThan(before);
            before = keptBytes();
        }
        long movedBefore = usage(UsageKind.MOVED);
        world.workAll();

        Copy copy = assertFinished(snapshot);
        assertThat(told(snapshot).filter("MOVE_RESUMED"::equals)).hasSize(3);
        assertThat(told(snapshot)).doesNotContain("MOVE_NOT_RESUMED", "REPLICA_ROLLED_BACK");
        assertThat(copy.mode()).isEqualTo(increment ? CopyMode.INCREMENT : CopyMode.FULL);
        assertThat(copy.replica().epoch()).as("the generation that was begun").isEqualTo(1);
        assertThat(copy.bytesMoved()).isEqualTo(CHANGED);
        assertThat(usage(UsageKind.MOVED) - movedBefore).isEqualTo(CHANGED);
        assertThat(usage(UsageKind.ABORTED)).isZero();
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @Test
    void aMoveThatFailsIsGoneOnWithAndOnlyWhatNoCheckpointHasWasInVain() {
        SnapshotCreated snapshot = begun(true);
        CountDownLatch kept = new CountDownLatch(1);
        world.ambush.once(Moment.CHECKPOINTED, kept::countDown);
        beforeWrite(5, () -> {
            await(kept);
            throw RbdException.of(110, "write", "for a test");
        });
        world.workAll();
        long bytes = keptBytes();
        long aborted = usage(UsageKind.ABORTED);
        assertThat(bytes).isPositive();
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();

        assertFinished(snapshot);
        assertThat(told(snapshot)).contains("RBD_ETIMEDOUT", "MOVE_RESUMED").doesNotContain("REPLICA_ROLLED_BACK");
        assertThat(usage(UsageKind.ABORTED)).isEqualTo(aborted).isLessThan(CHANGED - bytes);
    }

    /** The process dies when it is kept how many of the first chunks are right: none, perhaps, for reads end in any order. */
    private void dieInTheReadBack() {
        CountDownLatch kept = new CountDownLatch(1);
        beforeRead(3, () -> {
            world.ambush.once(Moment.PROOF_KEPT, () -> {
                kept.countDown();
                throw new Ambush.Killed(Moment.PROOF_KEPT);
            });
            await(kept);
        });
        assertThatThrownBy(() -> world.work(Route.QUEUE, disk.route().instance()))
                .isInstanceOf(Ambush.Killed.class);
        world.clock.advance(Duration.ofSeconds(1));
    }

    private void beforeRead(int number, Runnable action) {
        world.ceph.onceBefore("site-b", "read", number == 1 ? action : () -> beforeRead(number - 1, action));
    }

    private long proven() {
        return world.jdbc()
                .sql("select proven from move_checkpoint")
                .query(Long.class)
                .single();
    }

    @ParameterizedTest(name = "increment: {0}")
    @ValueSource(booleans = {true, false})
    void aReadBackThatDiesIsGoneOnWithAndTheSourceIsNotReadAgain(boolean increment) {
        SnapshotCreated snapshot = begunWithoutDigest(increment);
        dieInTheReadBack();
        long proven = proven();
        dieInTheReadBack();
        assertThat(proven()).isGreaterThanOrEqualTo(proven).isLessThan(CHANGED / (4 * World.MIB));
        AtomicBoolean read = new AtomicBoolean();
        world.ceph.onceBefore("site-a", "read", () -> read.set(true));
        world.workAll();

        assertThat(read).isFalse();
        Copy copy = assertFinished(snapshot);
        assertThat(copy.bytesMoved()).isEqualTo(CHANGED);
        assertThat(usage(UsageKind.ABORTED)).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "update move_checkpoint set moved = false",
                "update move_checkpoint set size = size - 1",
                "update move_checkpoint_part set digest = ''",
                "delete from move_checkpoint_part",
                "delete from move_checkpoint"
            })
    void aReadBackThatDiesIsDoneByComparingWhereTheHashesAreNotCertain(String harm) {
        SnapshotCreated snapshot = begunWithoutDigest(true);
        dieInTheReadBack();
        world.jdbc().sql(harm).update();
        world.workAll();

        assertFinished(snapshot);
    }

    @Test
    void whatWasFoundRightInOneSnapshotIsNotBelievedOfAnother() {
        SnapshotCreated snapshot = begunWithoutDigest(true);
        dieInTheReadBack();
        world.jdbc()
                .sql("update move_checkpoint set proven = chunks, replica_snapshot = replica_snapshot - 1")
                .update();
        dieInTheReadBack();
        assertThat(proven()).isLessThan(CHANGED / (4 * World.MIB));
        world.workAll();

        assertFinished(snapshot);
    }

    private static final String PART = "update move_checkpoint_part set records = ";

    /** One of each kind: another move, another image, another format, records that are not whole. */
    static Stream<String> someHarm() {
        return Stream.of(
                "update move_checkpoint set epoch = epoch + 1",
                "update move_checkpoint set image = 'a/1//b'",
                "update move_checkpoint set end_snapshot = end_snapshot - 1",
                "update move_checkpoint set format = format + 1",
                "update move_checkpoint set chunks = chunks + 1",
                PART + "set_byte(records, 3, 1)",
                "delete from move_checkpoint_part");
    }

    static Stream<String> otherHarm() {
        return Stream.of(
                "update move_checkpoint set lineage = gen_random_uuid()",
                "update move_checkpoint set source = 'a/1//b'",
                "update move_checkpoint set base_source_snapshot = 1, base_target_snapshot = 1",
                "update move_checkpoint set size = size - 1",
                "update move_checkpoint set chunks = 1000000000000",
                "update move_checkpoint set written = written + 1",
                PART + "substring(records from 1 for 51)",
                PART + "''::bytea",
                "update move_checkpoint_part set digest = ''",
                "update move_checkpoint_part set first_chunk = first_chunk + 1000");
    }

    static Stream<String> harm() {
        return Stream.concat(someHarm(), otherHarm());
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @MethodSource("otherHarm")
    void nothingElseThatIsNotOfThisMoveOrNotWholeIsGoneOnWith(String harm) {
        assertNotGoneOnWith(harm);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("someHarm")
    void aCheckpointThatIsNotOfThisMoveOrNotWholeIsNotGoneOnWith(String harm) {
        assertNotGoneOnWith(harm);
    }

    private void assertNotGoneOnWith(String harm) {
        SnapshotCreated snapshot = begun(true);
        dieInTheMiddle(3);
        world.jdbc().sql(harm).update();
        long kept = keptBytes();
        world.workAll();

        Copy copy = assertFinished(snapshot);
        assertThat(told(snapshot))
                .contains("MOVE_NOT_RESUMED", "REPLICA_ROLLED_BACK")
                .doesNotContain("MOVE_RESUMED");
        assertThat(copy.bytesMoved()).isEqualTo(CHANGED);
        assertThat(usage(UsageKind.ABORTED)).isEqualTo(kept);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @MethodSource("harm")
    void aSeedingWhoseCheckpointIsNotOfItOrNotWholeBeginsAgain(String harm) {
        SnapshotCreated snapshot = begun(false);
        dieInTheMiddle(3);
        world.jdbc().sql(harm).update();
        world.workAll();

        Copy copy = assertFinished(snapshot);
        assertThat(told(snapshot)).contains("MOVE_NOT_RESUMED").doesNotContain("MOVE_RESUMED");
        assertThat(copy.replica().epoch()).isEqualTo(2);
    }

    @Test
    void anotherBaseIsAnotherMove() {
        disk.scribble(20);
        disk.backup();
        disk.scribble(20);
        Copy base = disk.backup();
        SnapshotCreated snapshot = changed();
        world.tell(snapshot);
        dieInTheMiddle(3);
        disk.removeSnapshot(base.sourceSnapshotId());
        world.workAll();

        assertFinished(snapshot);
        assertThat(told(snapshot)).doesNotContain("MOVE_RESUMED");
        assertThat(usage(UsageKind.ABORTED)).isPositive();
    }

    @Test
    void anotherEndIsAnotherMove() {
        SnapshotCreated lost = begun(true);
        dieInTheMiddle(3);
        long kept = keptBytes();
        disk.removeSnapshot(lost.snapshotId());
        SnapshotCreated next = changed();
        world.tell(next);
        world.workAll();

        assertThat(world.copy(lost).state()).isEqualTo(CopyState.FAILED);
        assertThat(usage(UsageKind.ABORTED)).isEqualTo(kept);
        assertFinished(next);
        assertThat(told(next)).contains("REPLICA_ROLLED_BACK").doesNotContain("MOVE_RESUMED");
    }

    @ParameterizedTest(name = "increment: {0}")
    @ValueSource(booleans = {true, false})
    void aCancelledMoveLeavesNoCheckpoint(boolean increment) {
        SnapshotCreated snapshot = begun(increment);
        dieInTheMiddle(3);
        long kept = keptBytes();
        world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(usage(UsageKind.ABORTED)).isEqualTo(kept);
        assertNothingIsKept();
        assertThat(world.targetImages()).hasSize(increment ? 1 : 0);
    }

    private void onReplica(String name, Consumer<RbdImage> hand) {
        world.onTarget(pool -> {
            try (RbdImage replica = pool.open(ImageLocator.byName(name))) {
                hand.accept(replica);
            }
            return name;
        });
    }

    @Test
    void aStrangersWriteBesideTheMoveHasTheReplicaRolledBack() {
        SnapshotCreated snapshot = begun(true);
        dieInTheMiddle(3);
        onReplica("vm-1", replica -> write(replica, CHANGED + World.MIB, CHANGED + 2 * World.MIB));
        world.workAll();

        assertFinished(snapshot);
        assertThat(told(snapshot)).contains("MOVE_NOT_RESUMED", "REPLICA_ROLLED_BACK");
    }

    @Test
    void aStrangersResizeHasTheReplicaRolledBack() {
        SnapshotCreated snapshot = begun(true);
        dieInTheMiddle(3);
        onReplica("vm-1", replica -> replica.resize(SIZE + 1));
        world.workAll();

        assertFinished(snapshot);
        assertThat(told(snapshot)).contains("MOVE_NOT_RESUMED", "REPLICA_ROLLED_BACK");
    }

    @Test
    void aStrangersWriteIntoASeedingHasItBegunAgain() {
        SnapshotCreated snapshot = begun(false);
        dieInTheMiddle(3);
        String seeding = world.targetImages().get(0);
        onReplica(seeding, replica -> write(replica, CHANGED + World.MIB, CHANGED + 2 * World.MIB));
        world.workAll();

        Copy copy = assertFinished(snapshot);
        assertThat(told(snapshot)).contains("MOVE_NOT_RESUMED");
        assertThat(copy.replica().epoch()).isEqualTo(2);
    }

    @Test
    void aSeedingThatSomebodyRemovedIsBegunAgain() {
        SnapshotCreated snapshot = begun(false);
        dieInTheMiddle(3);
        world.onTarget(pool -> {
            pool.images().forEach(image -> pool.remove(image.id(), (done, total) -> {}));
            return pool;
        });
        world.workAll();

        assertFinished(snapshot);
        assertThat(told(snapshot)).contains("MOVE_NOT_RESUMED");
    }

    @Test
    void aStrangersWriteWithinTheMoveIsFoundByTheReadBack() {
        SnapshotCreated snapshot = begun(true);
        dieInTheMiddle(6);
        onReplica("vm-1", replica -> write(replica, 0, CHANGED));
        world.workAll();
        assertThat(told(snapshot)).contains("MOVE_RESUMED", "READ_BACK_DIFFERS");
        assertThat(keptBytes()).isZero();
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();

        assertFinished(snapshot);
        assertThat(usage(UsageKind.ABORTED)).isEqualTo(CHANGED);
    }
}
