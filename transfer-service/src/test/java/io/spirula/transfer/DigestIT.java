package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.contracts.event.VerificationResult;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.mover.replica.ReplicaMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Points have the digest of what their replica holds, or none. */
class DigestIT {

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", 9L * World.MIB + 700);

    @AfterEach
    void close() {
        world.close();
    }

    private Copy backup() {
        disk.scribble(12);
        Copy copy = disk.backup();
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        return copy;
    }

    private void assertDigest(Copy copy) {
        assertThat(copy.digest()).isEqualTo(world.digest(copy));
        String told = world.onReplica(
                copy,
                image -> ReplicaMetadata.read(image.metadata())
                        .points()
                        .get(copy.snapshot())
                        .digest());
        assertThat(told).isEqualTo(copy.digest());
    }

    @Test
    void incrementsKeepItUpWhateverBecomesOfTheSize() {
        assertDigest(backup());
        assertDigest(backup());
        for (long size : new long[] {3L * World.MIB + 1, 3L * World.MIB + 5000, 0, 6L * World.MIB + 4095}) {
            disk.resize(size);
            Copy copy = backup();
            assertThat(copy.mode()).isEqualTo(CopyMode.INCREMENT);
            assertDigest(copy);
        }
    }

    @Test
    void whereThePolicyWantsNoneOnlyFullCopiesHaveOne() {
        disk.digest = DigestMode.NONE;

        assertDigest(backup());
        assertThat(backup().digest()).isNull();
    }

    @Test
    void afterABaseWithoutOneThereIsNone() {
        backup();
        disk.digest = DigestMode.NONE;
        backup();
        disk.digest = DigestMode.AUTO;

        assertThat(backup().digest()).isNull();
    }

    private void write(int value) {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) value);
        disk.onSource(image -> {
            image.write(World.MIB, World.direct(bytes));
            return image;
        });
    }

    private Copy verified(Copy copy) {
        Instant now = world.clock.instant();
        VerificationId id = new VerificationId(UUID.randomUUID());
        world.tell(new VerificationRequested(
                id, copy.lineage(), copy.ref(), copy.target(), "acme", "ann", now, now.plus(Duration.ofDays(1))));
        world.workAll();
        assertThat(world.outbox.all(VerificationCompleted.class))
                .filteredOn(completed -> completed.verification().equals(id))
                .singleElement()
                .extracting(VerificationCompleted::result)
                .isEqualTo(VerificationResult.EQUAL);
        return world.outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(told -> told.id().equals(copy.id()))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    /** The digest is less by what the replica held there, and not by what the base is said to hold. */
    private Copy wronglyDigested() {
        Copy base = backup();
        write(7);
        Copy written = disk.backup();
        world.ceph.rot("site-b", written.replica().image().image(), World.MIB + 5);
        write(8);
        Copy copy = disk.backup();
        assertThat(base.digest()).isNotNull();
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        return copy;
    }

    @Test
    void aDigestThatIsWrongSinceABlockRottedAndWasOverwrittenIsCorrectedByAWholeComparison() {
        Copy copy = wronglyDigested();
        assertThat(copy.digest()).isNotEqualTo(world.digest(copy));

        Copy corrected = verified(copy);

        assertDigest(corrected);
        assertThat(corrected.reason().code()).isEqualTo("DIGEST_CORRECTED");
        assertThat(corrected.reason().text()).contains(copy.digest(), corrected.digest());
        assertDigest(backup());
    }

    @Test
    void whatWasNotComparedFromTheBeginningAtTheVeryPointSettlesNoDigest() {
        Copy copy = wronglyDigested();
        world.policy(3);
        world.workAll();
        world.jdbc().sql("update audit set reached = 4096").update();

        world.clock.advance(Duration.ofDays(25));
        world.workAll();

        assertThat(world.jdbc()
                        .sql("select count(*) from audit where whole_at is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(world.outbox.all(CopyChanged.class))
                .extracting(changed -> changed.copy().digest())
                .doesNotContain(world.digest(copy));
    }

    @Test
    void aPointThatHasNoneGetsTheOneThatAWholeComparisonFinds() {
        backup();
        disk.digest = DigestMode.NONE;
        Copy copy = backup();
        assertThat(copy.digest()).isNull();

        Copy known = verified(copy);

        assertDigest(known);
        assertThat(known.reason()).isNull();
        disk.digest = DigestMode.AUTO;
        assertDigest(backup());
    }

    @Test
    void whoeverMayReadACopyIsToldWhatItShouldHold() {
        Copy copy = backup();
        world.tell(world.lease(copy));
        world.workAll();

        assertThat(world.outbox.only(LeaseGranted.class).digest()).isEqualTo(world.digest(copy));
    }
}
