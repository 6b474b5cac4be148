package io.spirula.mover.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.Base;
import io.spirula.mover.Copies;
import io.spirula.mover.FaultyImage;
import io.spirula.mover.FaultyQueue;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.WhenWritten;
import io.spirula.mover.WritePath;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.replica.CompletionMark;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class CommitterTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(8 * MIB).withOrder(20));

    @BeforeEach
    void writeData() {
        copies.owner().write(0, ImageBytes.random(new Random(1), 6 * MIB));
    }

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private List<String> replicaSnapshots() {
        try (RbdImage replica = copies.openReplica()) {
            return replica.snapshots().list().stream().map(Snapshot::name).toList();
        }
    }

    private void assertNewestIsEqual() {
        try (RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId());
                RbdImage replica = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(source));
        }
    }

    /** Zeroes never reach the disk. */
    private static UnaryOperator<RbdImage> forgettingZeroes() {
        return image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public void submitWriteZeroes(long offset, long length, Object tag) {
                super.submitWriteZeroes(offset, Math.min(length, 1), tag);
            }

            @Override
            public AioResult<Object> take() {
                var result = super.take();
                return result.operation() == AioOperation.WRITE_ZEROES
                        ? new AioResult<>(result.tag(), result.operation(), result.offset(), MIB, result.failure())
                        : result;
            }
        });
    }

    private static void assertCommitted(CommitResult result, Base point, Assurance assurance, long verified) {
        assertThat(result).isInstanceOfSatisfying(CommitResult.Committed.class, committed -> {
            assertThat(committed.replicaSnapshotId()).isEqualTo(point.targetSnapshotId());
            assertThat(committed.assurance()).isEqualTo(assurance);
            assertThat(committed.bytesVerified()).isEqualTo(verified);
        });
    }

    @Test
    void aCommittedPointDescribesItself() {
        CommitResult result = copies.protect("s0");

        assertCommitted(result, copies.newest(), Assurance.VERIFIED, copies.counts.changed());
        try (RbdImage replica = copies.openReplica();
                RbdImage source = copies.openSourceAt(copies.newest().sourceSnapshotId())) {
            var description = ReplicaMetadata.read(replica.metadata());
            assertThat(description.identity()).isEqualTo(copies.identity());
            assertThat(description.points())
                    .containsOnlyKeys("s0")
                    .containsValue(copies.point(source, copies.newest().sourceSnapshotId()));
            assertThat(description.complete()).as("said by whoever records it").isEmpty();
        }
    }

    @Test
    void withoutReadBackAPointIsOnlyApplied() {
        copies.verify = VerifyMode.NONE;

        CommitResult result = copies.protect("s0");

        assertCommitted(result, copies.newest(), Assurance.APPLIED, 0);
    }

    @ParameterizedTest
    @EnumSource
    void aBitFlippedInAFullIsFoundAndTheSnapshotTakenBack(WritePath path) {
        copies.limits = Copies.limits(path);
        copies.target = FaultyImage.flippingABit(2);

        CommitResult result = copies.protect("s0");

        assertThat(result).isInstanceOfSatisfying(CommitResult.VerifyFailed.class, failed -> {
            assertThat(failed.rolledBack()).isFalse();
            assertThat(failed.mismatch().expected())
                    .startsWith("sum256:")
                    .isNotEqualTo(failed.mismatch().found());
            assertThat(failed.mismatch().length()).isPositive();
        });
        assertThat(replicaSnapshots()).isEmpty();
        try (RbdImage replica = copies.openReplica()) {
            assertThat(ReplicaMetadata.read(replica.metadata()).points()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBitFlippedInAnIncrementIsFoundAndTheBaseIsKept(WritePath path) {
        copies.limits = Copies.limits(path);
        copies.protect("s0");
        copies.owner().write(3 * MIB, ImageBytes.random(new Random(2), 100_000));
        copies.target = FaultyImage.flippingABit(1);

        CommitResult result = copies.protect("s1");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CommitResult.VerifyFailed.class,
                        failed -> assertThat(failed.rolledBack()).isTrue());
        assertThat(replicaSnapshots()).containsExactly("s0");
        assertNewestIsEqual();
        try (RbdImage replica = copies.openReplica();
                RbdImage base = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
            assertThat(ReplicaMetadata.read(replica.metadata()).points()).containsOnlyKeys("s0");
            assertThat(ImageBytes.read(replica)).as("HEAD").isEqualTo(ImageBytes.read(base));
        }

        copies.target = image -> image;
        assertThat(copies.protect("s2")).isInstanceOf(CommitResult.Committed.class);
        assertThat(copies.head.rolledBack()).isFalse();
        assertNewestIsEqual();
    }

    @Test
    void zeroesThatWereNotWrittenAreFound() {
        copies.protect("s0");
        copies.owner().writeZeroes(2 * MIB, MIB);
        copies.target = forgettingZeroes();

        assertThat(copies.protect("s1")).isInstanceOfSatisfying(CommitResult.VerifyFailed.class, failed -> {
            assertThat(failed.mismatch().offset()).isEqualTo(2 * MIB);
            assertThat(failed.mismatch().expected()).isEqualTo(PointDigest.ZERO.toString());
        });
        assertNewestIsEqual();
    }

    /** Its size is as before, and what was at its end is zero. */
    private static void cutOff(RbdImage replica) {
        replica.resize(5 * MIB);
        replica.resize(8 * MIB);
    }

    @ParameterizedTest
    @EnumSource
    void whatSomebodyCutOffMeanwhileIsFoundAndTheSnapshotTakenBack(VerifyMode verify) {
        copies.protect("s0");
        copies.verify = verify;
        copies.owner().write(0, ImageBytes.random(new Random(2), 100_000));
        copies.meanwhile(CommitterTest::cutOff);

        CommitResult result = copies.protect("s1");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CommitResult.VerifyFailed.class,
                        failed -> assertThat(failed.rolledBack()).isTrue());
        assertThat(replicaSnapshots()).containsExactly("s0");
        copies.context = MoveContext.UNATTENDED;
        assertThat(copies.protect("s2")).isInstanceOf(CommitResult.Committed.class);
        assertNewestIsEqual();
    }

    @Test
    void whatSomebodyCutOffBetweenTheLookAndTheFirstWriteIsFound() {
        copies.protect("s0");
        copies.owner().write(0, ImageBytes.random(new Random(2), 100_000));
        copies.target = locked -> {
            try (RbdImage theirs = copies.openReplica()) {
                cutOff(theirs);
            }
            return locked;
        };

        assertThat(copies.protect("s1")).isInstanceOf(CommitResult.VerifyFailed.class);
        copies.target = UnaryOperator.identity();
        assertThat(copies.protect("s2")).isInstanceOf(CommitResult.Committed.class);
        assertNewestIsEqual();
    }

    @Test
    void whatSomebodyHasBegunToCutOffBeforeTheFirstWriteIsFoundAlthoughTheHeaderDoesNotTellYet() {
        copies.protect("s0");
        copies.owner().write(0, ImageBytes.random(new Random(2), 100_000));
        copies.target = locked -> FaultyImage.beingMadeSmaller(locked, 5 * MIB);

        assertThat(copies.protect("s1")).isInstanceOf(CommitResult.VerifyFailed.class);
        copies.target = UnaryOperator.identity();
        assertThat(copies.protect("s2")).isInstanceOf(CommitResult.Committed.class);
        assertNewestIsEqual();
    }

    @Test
    void whereNobodyKnowsSinceWhenHeadIsTheBaseWhatItDiffersInBeyondTheMoveIsCompared() {
        copies.protect("s0");
        copies.owner().write(0, ImageBytes.random(new Random(2), 100_000));
        copies.target = locked -> {
            cutOff(locked);
            return locked;
        };
        copies.reads = request -> request.knownAt(null);

        assertThat(copies.protect("s1")).isInstanceOf(CommitResult.VerifyFailed.class);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverChangesAReplicasHeaderMeanwhileHasWhatItDiffersInBeyondTheMoveCompared(VerifyMode verify) {
        copies.protect("s0");
        copies.verify = verify;
        copies.owner().write(0, ImageBytes.random(new Random(2), 100_000));
        copies.meanwhile(replica -> replica.metadata().set("theirs", "1"));

        assertThat(copies.protect("s1"))
                .isInstanceOfSatisfying(
                        CommitResult.Committed.class,
                        committed -> assertThat(committed.assurance()).isEqualTo(Assurance.VERIFIED));
        assertNewestIsEqual();
    }

    @Test
    void aCancelledMoveIsNotCommitted() {
        int[] asked = {0};
        copies.context = new MoveContext() {
            private boolean moved;

            @Override
            public boolean stillWanted() {
                return !moved;
            }

            @Override
            public void progressed(MoveProgress progress) {
                asked[0]++;
                moved |= progress.bytesTotal() != null && progress.bytesDone() == progress.bytesTotal();
            }
        };

        MoveFailedException failure = catchThrowableOfType(MoveFailedException.class, () -> copies.protect("s0"));

        assertThat(failure.code()).isEqualTo(MoveFailedException.CANCELLED);
        assertThat(asked[0]).isPositive();
        assertThat(replicaSnapshots()).isEmpty();
    }

    @Test
    void aLostLockEndsTheCommitBeforeTheSnapshot() {
        copies.target = image -> FaultyImage.of(image, queue -> new FaultyQueue(queue) {
            @Override
            public void close() {
                super.close();
                image.lock().release();
            }
        });

        MoveFailedException failure = catchThrowableOfType(MoveFailedException.class, () -> copies.protect("s0"));

        assertThat(failure.code()).isEqualTo(MoveFailedException.TARGET_NOT_LOCKED);
        assertThat(replicaSnapshots()).isEmpty();
    }

    @Test
    void aSnapshotNameThatIsTakenIsAFailure() {
        copies.protect("s0");
        try (RbdImage replica = copies.openReplica()) {
            replica.snapshots().create("s1");
        }

        MoveFailedException failure = catchThrowableOfType(MoveFailedException.class, () -> copies.protect("s1"));

        assertThat(failure.code()).isEqualTo("RBD_EEXIST");
        assertThat(failure.retryable()).isFalse();
    }

    /** As after a crash between the snapshot and its read-back. */
    private Base unrecorded() {
        Base newest = copies.newest();
        copies.bases().remove(newest);
        return newest;
    }

    private CommitResult prove(Base unrecorded, Base olderBase) {
        try (RbdImage source = copies.openSourceAt(unrecorded.sourceSnapshotId());
                RbdImage replica = copies.openReplica()) {
            replica.lock().acquire();
            return new Committer(Copies.LIMITS)
                    .prove(
                            new ProofRequest(source, replica, unrecorded.targetSnapshotId(), olderBase),
                            MoveContext.UNATTENDED);
        }
    }

    @Test
    void anUnrecordedSnapshotIsProvenAgainstTheSource() {
        copies.protect("s0");
        copies.owner().write(MIB, ImageBytes.random(new Random(3), 5000));
        copies.protect("s1");
        Base unrecorded = unrecorded();

        assertCommitted(prove(unrecorded, copies.newest()), unrecorded, Assurance.VERIFIED, 8192);
        assertThat(prove(unrecorded, null)).isInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void anUnrecordedSnapshotThatDiffersIsRemovedAndTheBaseKept() {
        copies.protect("s0");
        copies.owner().write(MIB, ImageBytes.random(new Random(3), 5000));
        copies.verify = VerifyMode.NONE;
        copies.target = FaultyImage.flippingABit(1);
        copies.protect("s1");
        Base unrecorded = unrecorded();
        try (RbdImage replica = copies.openReplica()) {
            mark(replica, "s0", copies.newest().targetSnapshotId());
            mark(replica, "s1", unrecorded.targetSnapshotId());
        }

        CommitResult result = prove(unrecorded, copies.newest());

        assertThat(result).isInstanceOfSatisfying(CommitResult.VerifyFailed.class, failed -> {
            assertThat(failed.rolledBack()).isTrue();
            assertThat(failed.mismatch().offset()).isBetween((long) MIB, MIB + 4999L);
        });
        assertThat(replicaSnapshots()).containsExactly("s0");
        try (RbdImage replica = copies.openReplica()) {
            assertThat(ReplicaMetadata.read(replica.metadata()).complete()).containsOnlyKeys("s0");
        }
        assertNewestIsEqual();
    }

    @Test
    void aProofFindsWhatWasWrittenToTheReplicaBesideTheDifference() {
        copies.protect("s0");
        try (RbdImage replica = copies.openReplica()) {
            replica.write(7 * MIB, ImageBytes.random(new Random(4), 10));
            long stray = replica.snapshots().create("stray");
            long end = copies.snapshot("stray");
            Base unrecorded = new Base(end, stray);

            assertThat(prove(unrecorded, copies.newest()))
                    .isInstanceOfSatisfying(
                            CommitResult.VerifyFailed.class,
                            failed -> assertThat(failed.mismatch().offset()).isEqualTo(7 * MIB));
        }
    }

    /** Somebody else has changed the replica meanwhile, and the move left out what the source has changed. */
    private void leaveOut(Listening listening) {
        copies.protect("s0");
        copies.owner().write(2 * MIB, ImageBytes.random(new Random(3), 5000));
        copies.owner().write(4 * MIB, ImageBytes.random(new Random(4), 5000));
        copies.source = FaultyImage.hidingChangesBefore(3 * MIB);
        copies.context = listening;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000})
    void whatAMoveLeftOutIsToldBeforeItIsUndoneAlsoWhereSomebodyElseChangedMore(int mostLeftOut) {
        Listening listening = new Listening(() -> assertThat(replicaSnapshots()).containsExactly("s0", "s1"));
        leaveOut(listening);
        copies.committing = limits -> new Committer(limits, mostLeftOut);

        CommitResult result = copies.protect("s1");

        assertThat(result)
                .isInstanceOfSatisfying(
                        CommitResult.VerifyFailed.class,
                        failed -> assertThat(failed.mismatch().offset())
                                .as("theirs comes first")
                                .isBetween((long) MIB, MIB + 99L));
        assertThat(listening.leftOut).containsExactly(2L * MIB);
        assertThat(replicaSnapshots()).containsExactly("s0");
    }

    @Test
    void whereWhatWasLeftOutCannotBeToldNothingIsUndone() {
        leaveOut(new Listening(() -> {
            throw new IllegalStateException("nobody listens");
        }));

        assertThatThrownBy(() -> copies.protect("s1")).hasMessage("nobody listens");
        assertThat(replicaSnapshots()).as("the next attempt proves it").containsExactly("s0", "s1");
    }

    @Test
    void whatSomebodyElseChangedIsNotToldAsLeftOut() {
        Listening listening = new Listening(() -> {});
        copies.protect("s0");
        copies.owner().write(4 * MIB, ImageBytes.random(new Random(4), 5000));
        copies.context = listening;

        assertThat(copies.protect("s1")).isInstanceOf(CommitResult.VerifyFailed.class);
        assertThat(listening.leftOut).isEmpty();
    }

    /** Cuts off most of the replica when all is moved, and hears what was left out. */
    private final class Listening extends WhenWritten {

        private final Runnable heard;
        private final List<Long> leftOut = new ArrayList<>();

        Listening(Runnable heard) {
            super(bytes -> copies.onReplica(replica -> {
                replica.resize(MIB);
                replica.resize(8 * MIB);
            }));
            this.heard = heard;
        }

        @Override
        public void leftOut(long base, long offset) {
            assertThat(base).isEqualTo(copies.newest().sourceSnapshotId());
            heard.run();
            leftOut.add(offset);
        }
    }

    @Test
    void nothingIsProvenAgainstASourceSnapshotThatIsGone() {
        copies.protect("s0");
        copies.protect("s1");
        Base unrecorded = unrecorded();
        try (RbdImage source = copies.openSourceAt(unrecorded.sourceSnapshotId());
                RbdImage replica = copies.openReplica()) {
            replica.lock().acquire();
            copies.owner().snapshots().remove(unrecorded.sourceSnapshotId());

            assertThatThrownBy(() -> new Committer(Copies.LIMITS)
                            .prove(
                                    new ProofRequest(source, replica, unrecorded.targetSnapshotId(), copies.newest()),
                                    MoveContext.UNATTENDED))
                    .asInstanceOf(type(MoveFailedException.class))
                    .returns(MoveFailedException.SOURCE_SNAPSHOT_GONE, MoveFailedException::code);
        }
        assertThat(replicaSnapshots()).containsExactly("s0", "s1");
    }

    private static void mark(RbdImage replica, String snapshot, long id) {
        ReplicaMetadata.markComplete(replica.metadata(), snapshot, new CompletionMark(id, Assurance.APPLIED));
    }
}
