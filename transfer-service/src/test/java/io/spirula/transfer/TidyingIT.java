package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.memory.InMemoryCeph;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several generations of a replica are tidied, and one of them cannot be. */
class TidyingIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    /** So many that not all of them come after the one that is pruned, whatever the order. */
    @Test
    void generationsInUseKeepTheirPointsReadyForARestoreAndTheOtherIsPruned() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> former = formerGenerations(disk, 6);
        List<RbdImage> used = former.stream().map(this::useForWriting).toList();
        Copy newest = backups(disk, 4);

        assertThat(snapshots(newest)).isEqualTo(1);
        List<LeaseRequested> requests = former.stream().map(world::lease).toList();
        requests.forEach(world::tell);
        world.workAll();
        assertThat(world.outbox.all(LeaseGranted.class)).hasSize(6);

        LeaseRequested done = requests.get(1);
        world.tell(new LeaseReleased(done.lease(), disk.lineage, done.copy(), world.clock.instant()));
        used.forEach(RbdImage::close);
        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();
        assertThat(pruned()).contains(former.get(1).id());
        for (int kept : new int[] {0, 2, 3, 4, 5}) {
            assertThat(pruned()).doesNotContain(former.get(kept).id());
        }
        assertThat(world.targetImages())
                .containsExactly(
                        "vm-1",
                        "vm-1.spirula-1",
                        "vm-1.spirula-3",
                        "vm-1.spirula-4",
                        "vm-1.spirula-5",
                        "vm-1.spirula-6");
    }

    @Test
    void generationsOfAnotherClusterThatHadTheNameKeepNoOtherFromBeingPrunedAndRemoved() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> former = formerGenerations(disk, 3);
        for (int epoch : new int[] {1, 3}) {
            world.jdbc()
                    .sql("update replica set fsid = 'of-another-cluster' where epoch = ?")
                    .param(epoch)
                    .update();
        }
        Copy newest = backups(disk, 3);

        assertThat(snapshots(newest)).isEqualTo(1);
        assertThat(pruned()).contains(former.get(1).id());
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1", "vm-1.spirula-3");
    }

    /** Each holds a point that no rule keeps once there is a newer one. */
    private List<Copy> formerGenerations(World.Disk disk, int count) {
        world.policy(count + 1);
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            disk.scribble(5);
            Copy copy = disk.backup();
            assertThat(copy.mode()).isEqualTo(CopyMode.FULL);
            disk.removeSnapshot(copy.sourceSnapshotId());
            copies.add(copy);
        }
        disk.scribble(5);
        assertThat(disk.backup().mode()).isEqualTo(CopyMode.FULL);
        world.policy(1);
        return copies;
    }

    private Copy backups(World.Disk disk, int count) {
        Copy newest = null;
        for (int i = 0; i < count; i++) {
            disk.scribble(5);
            newest = disk.backup();
            world.clock.advance(Duration.ofMinutes(1));
            world.workAll();
        }
        return newest;
    }

    private RbdImage useForWriting(Copy copy) {
        CephCluster somebody = world.ceph.connect(InMemoryCeph.config("site-b"));
        RbdPool pool = somebody.openPool("rbd", "");
        RbdImage image = pool.open(ImageLocator.byId(copy.replica().image().image()));
        image.lock().acquire();
        return image;
    }

    private List<Object> pruned() {
        return world.outbox.all(CopyPruned.class).stream()
                .map(event -> (Object) event.copy().id())
                .toList();
    }

    private int snapshots(Copy copy) {
        return world.onReplica(copy, image -> image.snapshots().list().size());
    }
}
