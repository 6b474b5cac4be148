package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.TargetSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The cluster of a target was made anew under its old name: ids of images on the old one mean nothing there. */
class RebuiltTargetIT {

    private static final TargetRef ELSEWHERE = new TargetRef("dr", TargetType.RBD, "site-b", "rebuilt", "");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void itsCopiesWaitAndSayWhatToDoAndAnotherPoolBeginsAnewWithoutTouchingWhatIsThere() {
        world.ceph.createPool("site-b", "rebuilt");
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy old = disk.backup();
        String hash = disk.sourceHash(old);
        world.jdbc().sql("update replica set fsid = 'that-was-before'").update();
        disk.scribble(5);
        Copy waiting = disk.backup();
        assertThat(waiting.state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(waiting.reason().code()).isEqualTo("CLUSTER_DIFFERS");
        assertThat(waiting.reason().text())
                .contains("site-b", "that-was-before", "spirula.clusters.site-b", "another pool");

        world.policy(List.of(new TargetSpec(ELSEWHERE, new KeepRule(1))));
        disk.scribble(5);
        SnapshotCreated snapshot = toElsewhere(disk.snapshot());
        world.tell(snapshot);
        world.clock.advance(Duration.ofHours(2));
        world.workAll();
        Copy anew = world.copy(snapshot);

        assertThat(anew.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(anew.mode()).isEqualTo(CopyMode.FULL);
        assertThat(anew.replica().ref().pool()).isEqualTo("rebuilt");
        assertThat(world.replicaHash(anew)).isEqualTo(disk.sourceHash(anew));
        assertThat(world.outbox.all(BaseReleased.class))
                .filteredOn(released -> released.target().equals(World.TARGET))
                .extracting(BaseReleased::snapshotId)
                .containsExactlyInAnyOrder(old.sourceSnapshotId(), waiting.sourceSnapshotId());
        assertThat(world.outbox.all(CopyPruned.class)).isEmpty();
        assertThat(world.replicaHash(old)).isEqualTo(hash);
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    private static SnapshotCreated toElsewhere(SnapshotCreated snapshot) {
        return new SnapshotCreated(
                snapshot.run(),
                snapshot.point(),
                snapshot.lineage(),
                snapshot.image(),
                snapshot.ref(),
                snapshot.tenant(),
                snapshot.policy(),
                snapshot.snapshotId(),
                snapshot.snapshot(),
                snapshot.size(),
                snapshot.consistency(),
                List.of(ELSEWHERE),
                snapshot.settings(),
                snapshot.createdAt(),
                snapshot.deadline());
    }
}
