package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.mover.replica.ReplicaMetadata;
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

    @Test
    void whoeverMayReadACopyIsToldWhatItShouldHold() {
        Copy copy = backup();
        world.tell(world.lease(copy));
        world.workAll();

        assertThat(world.outbox.only(LeaseGranted.class).digest()).isEqualTo(world.digest(copy));
    }
}
