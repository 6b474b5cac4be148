package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlannedMode;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Source images of one name that go to one place. */
class NamesIT {

    private final World world = World.ofThreePlaces();

    @BeforeEach
    void addPool() {
        world.ceph.createPool("site-a", "ssd");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aLiveImageOfTheSameNameInAnotherPoolNeverGetsTheNameOfAReplica() {
        World.Disk first = disk("rbd", "vm-1");
        Copy standing = first.backup();
        World.Disk second = disk("ssd", "vm-1");
        assertThat(world.plan(first).mode()).isEqualTo(PlannedMode.INCREMENT);
        PlanAnswer.Item foretold = world.plan(second);
        Copy refused = second.backup();

        assertThat(foretold.mode()).isEqualTo(PlannedMode.CONFLICT);
        assertThat(foretold.reason()).isEqualTo(refused.reason().text());
        assertThat(refused.state()).isEqualTo(CopyState.FAILED);
        assertThat(refused.reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(refused.reason().text())
                .isEqualTo("site-b/rbd/vm-1 is the replica of site-a/rbd/vm-1:"
                        + " give one of the two policies another target pool or namespace");
        assertThat(world.targetImages()).containsExactly("vm-1");
        first.scribble(5);
        Copy next = first.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.replica().ref().name()).isEqualTo("vm-1");
        assertThat(next.replica().image()).isEqualTo(standing.replica().image());
        assertThat(world.replicaHash(next)).isEqualTo(first.sourceHash(next));
    }

    @Test
    void noTenantLearnsWhatTheImageOfAnotherOneIsCalled() {
        disk("rbd", "vm-1").backup();
        World.Disk other = disk("ssd", "vm-1");
        other.tenant = "rival";
        PlanAnswer.Item foretold = world.plan(other);
        Copy refused = other.backup();

        assertThat(foretold.reason()).isEqualTo(refused.reason().text());
        assertThat(refused.reason().text())
                .isEqualTo("site-b/rbd/vm-1 is the replica of an image that tenant rival does not see:"
                        + " give one of the two policies another target pool or namespace");
    }

    @Test
    void aSeedInWorkIsNamedAndStays() {
        World.Disk first = disk("rbd", "vm-1");
        World.Disk second = disk("ssd", "vm-1");
        SnapshotCreated seeding = first.snapshot();
        SnapshotCreated refused = second.snapshot();
        world.tell(seeding);
        world.tell(refused);
        world.ambush.once(Moment.DATA_MOVED, () -> work(second));
        world.workAll();

        assertThat(world.copy(refused).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(refused).reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(world.copy(refused).reason().text())
                .isEqualTo("site-b/rbd/vm-1 is being seeded as the replica of site-a/rbd/vm-1:"
                        + " give one of the two policies another target pool or namespace");
        assertSeeded(first, seeding);
    }

    @Test
    void ofTwoThatFindTheNameFreeOnlyOneBeginsToSeed() {
        World.Disk first = disk("rbd", "vm-1");
        World.Disk second = disk("ssd", "vm-1");
        SnapshotCreated seeding = first.snapshot();
        SnapshotCreated refused = second.snapshot();
        world.tell(seeding);
        world.tell(refused);
        world.ceph.onceBefore("site-b", "open " + ImageLocator.byName("vm-1"), () -> {
            world.ambush.kill(Moment.GENERATION_RECORDED);
            assertThatThrownBy(() -> work(first)).isInstanceOf(Ambush.Killed.class);
        });
        work(second);
        assertThat(world.copy(refused).reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1");
        world.workAll();

        assertThat(world.copy(refused).state()).isEqualTo(CopyState.FAILED);
        assertSeeded(first, seeding);
    }

    @Test
    void aReplicaWhoseSourceWasRenamedMakesWayOnceThatIsKnown() {
        World.Disk renamed = disk("rbd", "vm-1");
        Copy before = renamed.backup();
        World.Disk other = disk("ssd", "vm-1");
        assertThat(other.backup().reason().code()).isEqualTo("TARGET_NAME_TAKEN");

        renamed.rename("vm-renamed");
        assertThat(renamed.backup().mode()).isEqualTo(CopyMode.INCREMENT);
        Copy named = other.backup();
        assertThat(named.replica().ref().name()).isEqualTo("vm-1");
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1");

        renamed.scribble(5);
        Copy after = renamed.backup();
        assertThat(after.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(after.replica().image()).isEqualTo(before.replica().image());
        assertThat(world.replicaHash(after)).isEqualTo(renamed.sourceHash(after));
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1");
    }

    @Test
    void aCopyOfTheImageThatWasReplacedDoesNotTakeTheNameBack() {
        World.Disk replaced = disk("rbd", "vm-1");
        SnapshotCreated late = replaced.snapshot();
        replaced.rename("vm-renamed");
        World.Disk replacing = disk("rbd", "vm-1");
        Copy standing = replacing.backup();
        world.tell(late);
        world.workAll();

        assertThat(world.copy(late).reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(world.targetImages()).containsExactly("vm-1");
        Copy renamed = replaced.backup();
        assertThat(renamed.replica().ref().name()).isEqualTo("vm-renamed");
        assertThat(world.replicaHash(standing)).isEqualTo(replacing.sourceHash(standing));
    }

    @Test
    void whatHasTheNameOfASeedIsLeftAloneAndAnotherNameIsTaken() {
        world.onTarget(pool -> {
            pool.create("vm-1.spirula-seeding-1", ImageSpec.ofSize(0));
            return pool;
        });
        World.Disk disk = disk("rbd", "vm-1");
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("TARGET_NAME_TAKEN");
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.targetImages()).isEqualTo(List.of("vm-1", "vm-1.spirula-seeding-1"));
    }

    @Test
    void thePlanForetellsThatTheReplicaOfADeletedImageKeepsItsNameAndWhoGetsIt() {
        World.Disk deleted = disk("rbd", "vm-1");
        deleted.backup();
        assertThat(world.plan(disk("ssd", "vm-1")).mode()).isEqualTo(PlannedMode.CONFLICT);
        assertThat(world.plan(disk("ssd", "vm-2")).mode()).isEqualTo(PlannedMode.FULL);
    }

    private World.Disk disk(String pool, String name) {
        World.Disk disk = world.disk(pool, name, 4L * World.MIB);
        disk.scribble(5);
        return disk;
    }

    private void work(World.Disk disk) {
        world.work(Route.QUEUE, disk.route().id().toString());
    }

    private void assertSeeded(World.Disk disk, SnapshotCreated snapshot) {
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(copy)).isEqualTo(disk.sourceHash(copy));
        assertThat(world.targetImages()).containsExactly("vm-1");
    }
}
