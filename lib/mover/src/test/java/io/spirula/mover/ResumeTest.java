package io.spirula.mover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.commit.Committer;
import io.spirula.mover.commit.ProofJournal;
import io.spirula.mover.commit.ProofRequest;
import io.spirula.mover.compare.Comparison;
import io.spirula.mover.move.ChunkHashes;
import io.spirula.mover.move.DoneParts;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may have become of a target between the attempts at a move. */
class ResumeTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(ImageSpec.ofSize(16 * MIB).withOrder(20));
    private CutMoves move;

    @BeforeEach
    void anIncrementThatWasCut() {
        copies.digest = false;
        write(copies.owner(), 0, 12 * MIB);
        copies.protect("s0");
        for (int i = 0; i < 10; i++) {
            write(copies.owner(), i * MIB + 4096, 64 * 1024);
        }
        copies.owner().writeZeroes(11 * MIB, MIB);
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        move = new CutMoves(copies, new Random(seed), copies.snapshot("s1"));
        move.diligent = true;
        // of 11 operations in three windows 9 end, in any order: one window is done for certain
        assertThat(move.attempt(move.new Cut(10, true))).isEmpty();
    }

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    private static void write(RbdImage image, long offset, int length) {
        image.write(offset, ImageBytes.random(new Random(offset + length), length));
    }

    private Comparison beyondMove() {
        try (RbdImage source = copies.openSourceAt(
                        copies.owner().snapshots().find("s1").orElseThrow().id());
                RbdImage replica = copies.openReplica()) {
            replica.lock().acquire();
            return move.beyondMove(source, replica);
        }
    }

    @Test
    void whatTheMoveWroteIsNoStrangersWork() {
        assertThat(beyondMove()).isInstanceOf(Comparison.Equal.class);
        assertThat(move.attempt(null)).containsInstanceOf(CommitResult.Committed.class);
    }

    @Test
    void noDigestIsGuessedFromAnAttemptThatDidNotLookAtTheBase() {
        copies.digest = true;

        assertThat(move.attempt(null)).containsInstanceOf(CommitResult.Committed.class);
        assertThat(copies.digests).containsOnlyKeys(copies.bases().get(0).sourceSnapshotId());
    }

    @Test
    void aStrangersWriteWhereTheMoveChangesNothingIsFound() {
        copies.onReplica(replica -> write(replica, 10 * MIB + 300_000, 1));

        assertThat(beyondMove())
                .isInstanceOfSatisfying(
                        Comparison.BytesDiffer.class,
                        found -> assertThat(found.offset()).isEqualTo(10 * MIB + 300_000));
    }

    @Test
    void aStrangersWriteWhereNeitherHadAnythingIsFound() {
        copies.onReplica(replica -> write(replica, 14 * MIB, 512));

        assertThat(beyondMove()).isInstanceOf(Comparison.BytesDiffer.class);
    }

    @Test
    void dataThatDoesNotShowIsNotGoneOnWith() {
        sites.ceph.setMapsLackObjects("site-b", "rbd", "vm-1-replica");

        assertThat(beyondMove()).isInstanceOf(Comparison.Hidden.class);
    }

    @Test
    void aStrangersResizeIsFound() {
        copies.onReplica(replica -> replica.resize(17 * MIB));

        assertThat(beyondMove()).isInstanceOf(Comparison.SizesDiffer.class);
        assertThatThrownBy(() -> move.attempt(null)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aStrangersWriteWhereTheMoveChangesThingsIsFoundByTheReadBack() {
        copies.onReplica(replica -> {
            for (int i = 0; i < 10; i++) {
                write(replica, i * MIB + 8192, 512);
            }
        });

        assertUndone();
    }

    @Test
    void aTargetThatWasTakenBackToItsBaseSinceIsFoundByTheReadBack() {
        copies.onReplica(
                replica -> replica.snapshots().rollback(copies.newest().targetSnapshotId(), (done, total) -> {}));

        assertUndone();
    }

    @Test
    void aHashThatIsNotThatOfTheSourceIsFoundByTheReadBack() {
        ByteBuffer records = move.kept.get(0);
        int digest = Long.BYTES + Integer.BYTES;
        records.put(digest, (byte) (records.get(digest) ^ 1));

        assertUndone();
    }

    private void assertUndone() {
        assertThat(move.kept).isNotEmpty();
        assertThat(move.attempt(null)).containsInstanceOf(CommitResult.VerifyFailed.class);
        copies.onReplica(replica -> {
            assertThat(replica.snapshots().list()).hasSize(1);
            try (RbdImage base = copies.openReplicaAt(copies.newest().targetSnapshotId())) {
                assertThat(ImageBytes.read(replica)).isEqualTo(ImageBytes.read(base));
            }
        });
    }

    /** Its process died between the snapshot and the end of the read-back. */
    private CommitResult prove(ProofJournal journal) {
        try (RbdImage source = copies.openSourceAt(
                        copies.owner().snapshots().find("s1").orElseThrow().id());
                RbdImage replica = copies.openReplica();
                DoneParts moved = DoneParts.read(move.kept, source.size())) {
            replica.lock().acquire();
            RbdImage silent = FaultyImage.of(source, queue -> new FaultyQueue(queue) {
                @Override
                public void submitRead(long offset, ByteBuffer into, Object tag) {
                    throw new AssertionError("the source is read again");
                }
            });
            long snapshot = copies.bases().remove(1).targetSnapshotId();
            return new Committer(copies.limits)
                    .prove(
                            new ProofRequest(silent, replica, snapshot, copies.newest()),
                            moved,
                            journal,
                            MoveContext.UNATTENDED);
        }
    }

    private record Kept(long snapshot, long before) implements ProofJournal {

        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public long proven(long snapshotId) {
            return snapshotId == snapshot ? before : 0;
        }

        @Override
        public void proven(long snapshotId, long chunks) {}
    }

    private long committed() {
        assertThat(move.attempt(null)).containsInstanceOf(CommitResult.Committed.class);
        return copies.newest().targetSnapshotId();
    }

    @Test
    void aPointWhoseHashesAreKnownIsProvenWithoutItsSource() {
        long snapshot = committed();

        assertThat(prove(new Kept(snapshot, 3)))
                .isInstanceOfSatisfying(
                        CommitResult.Committed.class,
                        proven -> assertThat(proven.bytesVerified()).isEqualTo(move.counts.changed()));
    }

    @Test
    void aHashThatDoesNotFitIsFoundUnlessItsChunkWasFoundRightBefore() {
        long snapshot = committed();
        ByteBuffer records = move.kept.get(0);
        int digest = Long.BYTES + Integer.BYTES;
        records.put(digest, (byte) (records.get(digest) ^ 1));
        assertThat(prove(new Kept(snapshot, 1))).isInstanceOf(CommitResult.Committed.class);
        copies.bases().add(new Base(0, snapshot));

        assertThat(prove(new Kept(snapshot + 1, 1))).isInstanceOf(CommitResult.VerifyFailed.class);
        copies.onReplica(replica -> assertThat(replica.snapshots().list()).hasSize(1));
    }

    @Test
    void aRecordIsAsLongAsItSays() {
        assertThat(move.kept)
                .allSatisfy(part ->
                        assertThat(part.remaining() % ChunkHashes.RECORD).isZero());
    }
}
