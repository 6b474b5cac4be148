package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseRefused;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.testing.LogLines;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.memory.InMemoryCeph;
import io.spirula.transfer.move.FailPoint;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies, leases, cancellations and generations come and go. */
class LivesIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aCancelledRunIsGivenUpAlsoWhenItsSnapshotIsToldLater() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("CANCELLED");
        assertThat(world.outbox.all(BaseReleased.class)).hasSize(1);
        assertThat(world.targetImages()).isEmpty();
    }

    /** The next run may be a day away, or never come. */
    @Test
    void aCopyThatIsGivenUpAfterItsCommitLeavesNeitherASnapshotNorAWriterBehind() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.ambush.once(FailPoint.Moment.SNAPSHOT_COMMITTED, () -> {
            world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
            throw new IllegalStateException("and then something breaks");
        });
        world.tell(snapshot);
        world.workAll();

        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.copy(snapshot).reason().code()).isEqualTo("CANCELLED");
        List<Snapshot> snapshots =
                world.onReplica(first, image -> image.snapshots().list());
        assertThat(snapshots).extracting(Snapshot::name).containsExactly(first.snapshot());
        Map<String, String> metadata =
                world.onReplica(first, image -> image.metadata().list());
        assertThat(metadata).doesNotContainKey("spirula.point." + snapshot.snapshot());
        assertThat(world.jdbc()
                        .sql("select count(*) from replica_writer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aPrunedOrLostSourceSnapshotEndsTheWaitForIt() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated pruned = disk.snapshot();
        SnapshotCreated lost = disk.snapshot();
        world.tell(pruned);
        world.tell(lost);
        Reason why = new Reason("RELEASED", "the image is not protected any more");
        world.tell(new SnapshotPruned(
                pruned.point(),
                disk.lineage,
                disk.id,
                pruned.ref(),
                pruned.snapshotId(),
                pruned.snapshot(),
                why,
                world.clock.instant()));
        world.tell(new SnapshotLost(
                lost.point(),
                disk.lineage,
                disk.id,
                lost.ref(),
                lost.snapshotId(),
                lost.snapshot(),
                why,
                world.clock.instant()));
        assertThat(List.of(world.copy(pruned), world.copy(lost)))
                .extracting(copy -> copy.reason().code())
                .containsOnly("SOURCE_SNAPSHOT_GONE");
    }

    @Test
    void aDeletedPolicyLetsGoOfEverySourceSnapshotAndKeepsEveryCopy() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        world.tell(new PolicyDeleted("gold", "acme", world.nextRevision(), world.clock.instant()));
        world.workAll();
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .containsExactly(first.sourceSnapshotId());
        assertThat(world.replicaHash(first)).isEqualTo(disk.sourceHash(first));
    }

    @Test
    void aTargetThatOneOfTwoPoliciesDropsLetsGoOfItsSourceSnapshotsUntilANewRunTakesItAgain() {
        world.policy(3);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        world.workAll();
        assertThat(world.outbox.all(BaseReleased.class)).isEmpty();

        SnapshotCreated waiting = disk.snapshot();
        world.clock.advance(Duration.ofSeconds(10));
        world.tell(release(disk, List.of(World.TARGET)));
        world.tell(waiting);
        world.workAll();
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .containsExactlyInAnyOrder(first.sourceSnapshotId(), waiting.snapshotId());
        assertThat(world.replicaHash(first)).isEqualTo(disk.sourceHash(first));

        Copy again = disk.backup();
        world.workAll();
        assertThat(again.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .doesNotContain(again.sourceSnapshotId());
    }

    @Test
    void theReleaseOfAWholeImageGivesNoTargetUp() {
        world.policy(3);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.backup();
        world.clock.advance(Duration.ofSeconds(10));
        world.tell(release(disk, null));
        world.workAll();
        assertThat(world.outbox.all(BaseReleased.class)).isEmpty();
    }

    private ReleaseRequested release(World.Disk disk, @Nullable List<TargetRef> targets) {
        return new ReleaseRequested(
                world.timeOrdered(),
                disk.lineage,
                disk.id,
                new ImageRef("site-a", "rbd", "", disk.name),
                "policy gold does not select the image any more",
                world.clock.instant(),
                targets);
    }

    @Test
    void whatComesAfterTheEndOfItsPolicyIsLetGoOfAtOnce() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.backup();
        world.tell(new PolicyDeleted("gold", "acme", world.nextRevision(), world.clock.instant()));
        world.workAll();
        Copy late = disk.backup();
        assertThat(late.state().terminal()).isTrue();
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .contains(late.sourceSnapshotId());
    }

    @Test
    void retentionKeepsTheLastOnesOfTheRule() {
        world.policy(2);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy newest = null;
        for (int i = 0; i < 5; i++) {
            disk.scribble(3);
            newest = disk.backup();
        }
        world.onReplica(newest, image -> {
            assertThat(image.snapshots().list()).hasSize(2);
            return image;
        });
        assertThat(world.replicaHash(newest)).isEqualTo(disk.sourceHash(newest));
    }

    @Test
    void whilePoliciesAreReadAgainNoneOfTheirFormerRulesRemovesACopyAndNoneOfTheirEndsLetsGo() {
        world.policy(3);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.backup();
        disk.backup();
        Copy newest = disk.backup();
        int released = world.outbox.all(BaseReleased.class).size();
        world.jdbc().sql("delete from policy_target").update();
        world.jdbc().sql("delete from policy").update();
        world.replay.fromBeginning(Set.of(Topic.POLICY));
        world.policy(1);
        world.workAll();
        world.tell(new PolicyDeleted("gold", "acme", world.nextRevision(), world.clock.instant()));
        world.workAll();
        assertThat(replicaSnapshots(newest)).isEqualTo(3);
        assertThat(world.outbox.all(BaseReleased.class)).hasSize(released);

        world.policy(2);
        world.replay.isRead();
        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();
        assertThat(replicaSnapshots(newest)).isEqualTo(2);
        assertThat(world.outbox.all(BaseReleased.class)).hasSize(released);
    }

    @Test
    void aLeaseKeepsACopyAndALateRequestIsNotRevived() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        LeaseRequested request = world.lease(first);
        world.tell(request);
        world.workAll();
        assertThat(world.outbox.all(LeaseGranted.class))
                .singleElement()
                .satisfies(granted -> assertThat(granted.replica()).isEqualTo(first.replica()));
        Copy second = disk.backup();
        world.onReplica(second, image -> {
            assertThat(image.snapshots().list()).hasSize(2);
            return image;
        });
        world.tell(new LeaseReleased(request.lease(), disk.lineage, first.id(), world.clock.instant()));
        world.tell(request);
        world.workAll();
        world.onReplica(second, image -> {
            assertThat(image.snapshots().list()).hasSize(1);
            return image;
        });
        assertThat(world.outbox.all(LeaseGranted.class)).hasSize(1);
    }

    @Test
    void theLogTellsOfWhichRunACopyIsThatIsRemovedAndWhoWantedALeaseThatIsRefused() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        LeaseRequested late = world.lease(first);
        try (LogLines log = new LogLines("io.spirula.transfer")) {
            disk.backup();
            world.tell(late);
            world.workAll();
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("to=EXPIRED", "run=" + first.run()))
                    .anySatisfy(line -> assertThat(line).contains("lease=" + late.lease(), "refused", late.holder()));
        }
    }

    @Test
    void aRestoreThatWasAcceptedKeepsItsCopyHoweverLateItsLeaseIsAskedFor() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        RestoreRequested restore = restore(first);
        world.tell(restore);
        Copy second = disk.backup();
        assertThat(replicaSnapshots(second)).isEqualTo(2);

        LeaseRequested request = new LeaseRequested(
                LeaseId.ofRestore(restore.restore()),
                disk.lineage,
                first.id(),
                "restore",
                "copy",
                world.clock.instant());
        world.tell(request);
        world.workAll();
        assertThat(world.outbox.all(LeaseGranted.class))
                .singleElement()
                .satisfies(granted -> assertThat(granted.replica()).isEqualTo(first.replica()));

        world.tell(new LeaseReleased(request.lease(), disk.lineage, first.id(), world.clock.instant()));
        world.tell(restore);
        world.workAll();
        assertThat(replicaSnapshots(second)).isEqualTo(1);
    }

    @Test
    void aRestoreThatNeverComesKeepsItsCopyUntilItsDeadline() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        world.tell(restore(first));
        world.clock.advance(Duration.ofHours(2));
        assertThat(replicaSnapshots(disk.backup())).isEqualTo(1);
    }

    @Test
    void aLeaseThatIsNotDecidedOnYetKeepsItsCopy() {
        world.policy(1);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        world.tell(world.lease(first));
        Copy second = disk.backup();
        assertThat(world.outbox.all(LeaseGranted.class)).hasSize(1);
        assertThat(replicaSnapshots(second)).isEqualTo(2);
    }

    private int replicaSnapshots(Copy copy) {
        return world.onReplica(copy, image -> image.snapshots().list().size());
    }

    private RestoreRequested restore(Copy copy) {
        Instant now = world.clock.instant();
        return new RestoreRequested(
                new RestoreId(world.timeOrdered()),
                copy.lineage(),
                copy.point(),
                copy.id(),
                copy.ref(),
                copy.replica(),
                copy.snapshot(),
                copy.size(),
                new ImageRef("site-b", "rbd", "", "restored"),
                false,
                "acme",
                "somebody",
                now,
                now.plus(Duration.ofHours(1)));
    }

    @Test
    void aLeaseOnWhatIsNotThereIsRefusedAndTheCopyIsToldToBeLost() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy copy = disk.backup();
        world.onReplica(copy, image -> {
            image.snapshots().remove(copy.replica().snapshotId());
            return image;
        });
        world.tell(world.lease(copy));
        world.tell(new LeaseRequested(
                new LeaseId(UUID.randomUUID()),
                disk.lineage,
                new CopyId(UUID.randomUUID()),
                "restore",
                "copy",
                world.clock.instant()));
        world.workAll();
        assertThat(world.outbox.all(LeaseRefused.class))
                .extracting(refused -> refused.reason().code())
                .containsExactlyInAnyOrder("COPY_LOST", "COPY_UNKNOWN");
        assertThat(world.outbox.all(CopyLost.class)).hasSize(1);
        assertThat(world.outbox.all(BaseReleased.class))
                .extracting(BaseReleased::snapshotId)
                .containsExactly(copy.sourceSnapshotId());
    }

    @Test
    void aCopyThatIsFoundAtTheSecondLookIsLeased() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy copy = disk.backup();
        String open = "open " + ImageLocator.byId(copy.replica().image().image());
        world.ceph.onceBefore("site-b", open, () -> {
            throw RbdException.of(2, open, "for a test");
        });
        world.tell(world.lease(copy));
        world.workAll();
        assertThat(world.outbox.all(LeaseGranted.class)).hasSize(1);
        assertThat(world.outbox.all(CopyLost.class)).isEmpty();
    }

    @Test
    void whatTheRuleKeepsByTheTimeOfItsRemovalStays() {
        world.policy(3);
        World.Disk disk = world.disk("vm-1", 2L * World.MIB);
        Copy newest = null;
        for (int i = 0; i < 3; i++) {
            newest = disk.backup();
        }
        world.policy(1);
        world.ceph.onceBefore("site-b", "list namespaces", () -> world.policy(3));
        world.workAll();
        world.onReplica(newest, image -> {
            assertThat(image.snapshots().list()).hasSize(3);
            return image;
        });
        assertThat(world.outbox.all(CopyPruned.class)).isEmpty();
    }

    @Test
    void aReplicaThatIsFoundAtTheSecondLookIsNotLost() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        String open = "open " + ImageLocator.byId(first.replica().image().image());
        world.ceph.onceBefore("site-b", open, () -> {
            throw RbdException.of(2, open, "for a test");
        });
        Copy second = disk.backup();
        assertThat(second.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(world.outbox.all(CopyLost.class)).isEmpty();
    }

    @Test
    void aDeadWritersLockThatGoesByItselfWhileItIsBrokenLosesNoReplica() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        CephCluster dead = world.ceph.connect(InMemoryCeph.config("site-b"));
        RbdPool pool = dead.openPool("rbd", "");
        RbdImage image = pool.open(ImageLocator.byId(first.replica().image().image()));
        image.lock().acquire();
        world.jdbc()
                .sql("insert into replica_writer (replica, address, attempt) select id, ?, 1 from replica")
                .param(dead.clientAddress())
                .update();
        world.ceph.onceBefore("site-b", "break the lock", dead::close);
        disk.scribble(5);
        Copy second = disk.backup();
        assertThat(second.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(second.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(world.replicaHash(second)).isEqualTo(disk.sourceHash(second));
        assertThat(world.outbox.all(CopyLost.class)).isEmpty();
    }

    @Test
    void aConflictThatLastsFencesNobody() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        world.ceph.setMirrorRole("site-b", "rbd", "vm-1", MirrorRole.PRIMARY);
        SnapshotCreated waiting = disk.snapshot();
        world.tell(waiting);
        for (int i = 0; i < 4; i++) {
            world.workAll();
            world.clock.advance(Duration.ofMinutes(2));
        }
        assertThat(world.copy(waiting).reason().code()).isEqualTo("REPLICA_MIRRORED");
        assertThat(world.ceph.blocklisted("site-b")).isEmpty();
        List<String> owners = world.onReplica(first, image -> image.lock().owners());
        assertThat(owners).isEmpty();
        world.ceph.setMirrorRole("site-b", "rbd", "vm-1", MirrorRole.NONE);
        world.workAll();
        assertThat(world.copy(waiting).state()).isEqualTo(CopyState.COMPLETE);
    }

    @Test
    void aLeaseOnATargetThatIsAwayIsRefusedInTheEnd() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy copy = disk.backup();
        world.ceph.fail("site-b", 110);
        LeaseRequested request = world.lease(copy);
        world.tell(request);
        world.work("lease", request.lease().toString());
        assertThat(world.outbox.all(LeaseRefused.class)).isEmpty();
        world.clock.advance(Duration.ofMinutes(2));
        world.work("lease", request.lease().toString());
        assertThat(world.outbox.all(LeaseRefused.class))
                .extracting(refused -> refused.reason().code())
                .containsExactly("TARGET_UNREACHABLE");
    }

    @Test
    void aReplicaThatWasRemovedIsToldToBeLostAndSeededAgain() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy lost = disk.backup();
        world.onReplica(lost, image -> {
            image.snapshots().remove(lost.replica().snapshotId());
            return image;
        });
        world.onTarget(pool -> {
            pool.remove(lost.replica().image().image(), ProgressListener.SILENT);
            return pool;
        });
        Copy again = disk.backup();
        assertThat(again.mode()).isEqualTo(CopyMode.FULL);
        assertThat(again.replica().epoch()).isEqualTo(2);
        assertThat(world.outbox.all(CopyLost.class))
                .extracting(event -> event.copy().id())
                .containsExactly(lost.id());
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    @Test
    void aReplicaInTheTrashIsWrittenToNoMoreAndIsToldToBeLostAndSeededAgain() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy lost = disk.backup();
        world.onTarget(pool -> {
            pool.trashMove(lost.replica().image().image(), Duration.ofHours(1));
            return pool;
        });
        disk.scribble(5);
        Copy again = disk.backup();
        assertThat(again.mode()).isEqualTo(CopyMode.FULL);
        assertThat(again.replica().image()).isNotEqualTo(lost.replica().image());
        assertThat(world.outbox.only(CopyLost.class).copy().id()).isEqualTo(lost.id());
        assertThat(world.outbox.only(CopyLost.class).copy().reason().code()).isEqualTo("REPLICA_IN_TRASH");
        assertThat(world.targetImages()).containsExactly("vm-1");
        List<TrashEntry> trash = world.onTarget(RbdPool::trash);
        assertThat(trash)
                .extracting(TrashEntry::id)
                .containsExactly(lost.replica().image().image());
    }

    @Test
    void aReplicaSnapshotThatWasRemovedIsToldToBeLostAndTheNextCopyStartsFromAnOlderOne() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy base = disk.backup();
        disk.scribble(5);
        Copy lost = disk.backup();
        removeReplicaSnapshot(lost);
        disk.scribble(5);
        Copy next = disk.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.base()).isEqualTo(base.point());
        assertThat(world.outbox.only(CopyLost.class).copy().id()).isEqualTo(lost.id());
        assertThat(world.outbox.only(CopyLost.class).copy().reason().text()).contains(lost.snapshot(), "removed it");
        assertThat(world.targetImages()).containsExactly("vm-1");
        disk.backup();
        assertThat(world.outbox.all(CopyLost.class)).hasSize(1);
    }

    @Test
    void aReplicaThatLostItsLastSnapshotStaysUntilTheNewOneIsComplete() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy lost = disk.backup();
        removeReplicaSnapshot(lost);
        disk.scribble(5);
        Copy again = disk.backup();
        assertThat(again.mode()).isEqualTo(CopyMode.FULL);
        assertThat(again.replica().image()).isNotEqualTo(lost.replica().image());
        assertThat(world.outbox.only(CopyLost.class).copy().id()).isEqualTo(lost.id());
        assertThat(world.targetImages()).contains("vm-1");
    }

    private void removeReplicaSnapshot(Copy copy) {
        world.onReplica(copy, image -> {
            image.snapshots().remove(copy.replica().snapshotId());
            return image;
        });
    }

    @Test
    void aReplicaWithoutACommonPointIsReplacedBesideAndRemovedWithItsLastPoint() {
        world.policy(2);
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        Copy first = disk.backup();
        disk.removeSnapshot(first.sourceSnapshotId());
        Copy second = disk.backup();
        assertThat(second.mode()).isEqualTo(CopyMode.FULL);
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1");
        assertThat(second.replica().ref().name()).isEqualTo("vm-1");
        disk.backup();
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    @Test
    void noReplicaIsRemovedFromAnotherClusterThatHasTheNameByNow() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy copy = disk.backup();
        removeReplicaSnapshot(copy);
        world.jdbc().sql("delete from copy").update();
        world.jdbc().sql("update replica set state = 'RETIRED'").update();

        String recorded = recordAnotherCluster("another");
        tidy();
        assertThat(world.targetImages()).contains("vm-1");
        assertThat(replicaStates()).containsExactly("RETIRED");

        recordAnotherCluster(recorded);
        tidy();
        assertThat(world.targetImages()).doesNotContain("vm-1");
        assertThat(replicaStates()).containsExactly("GONE");
    }

    @Test
    void noSeedingIsDiscardedOnAnotherClusterThatHasTheNameByNow() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(Moment.IMAGE_CREATED, () -> {
            throw new IllegalStateException("for a test");
        });
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);
        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1");

        String recorded = recordAnotherCluster("another");
        world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
        tidy();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
        assertThat(world.targetImages()).containsExactly("vm-1.spirula-seeding-1");
        assertThat(replicaStates()).containsExactly("BUILDING");

        recordAnotherCluster(recorded);
        tidy();
        assertThat(world.targetImages()).isEmpty();
    }

    /** Tells the one that was recorded. */
    private String recordAnotherCluster(String fsid) {
        String before = world.jdbc()
                .sql("select distinct fsid from replica")
                .query(String.class)
                .single();
        world.jdbc().sql("update replica set fsid = ?").param(fsid).update();
        return before;
    }

    private void tidy() {
        world.jdbc().sql("update route set tidy_requested = tidy_requested + 1").update();
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
    }

    private List<String> replicaStates() {
        return world.jdbc()
                .sql("select state from replica order by epoch")
                .query(String.class)
                .list();
    }

    @Test
    void aRenamedSourceKeepsItsReplica() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = disk.backup();
        disk.rename("vm-renamed");
        Copy second = disk.backup();
        assertThat(second.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(second.replica().image()).isEqualTo(first.replica().image());
    }

    @Test
    void imagesMadeAgainAndAgainUnderOneNameNeverMeet() {
        Copy[] copies = new Copy[3];
        String[] hashes = new String[3];
        for (int i = 0; i < 3; i++) {
            World.Disk disk = world.disk("vm-1", (4L + i) * World.MIB);
            disk.scribble(10);
            copies[i] = disk.backup();
            hashes[i] = disk.sourceHash(copies[i]);
            disk.removeSnapshot(copies[i].sourceSnapshotId());
            disk.remove();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(copies[i].mode()).isEqualTo(CopyMode.FULL);
            assertThat(world.replicaHash(copies[i])).isEqualTo(hashes[i]);
        }
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1", "vm-1.spirula-2");
    }

    @Test
    void aNameThatSomebodyTakesDuringTheSeedingLeavesTheReplicaItsOwn() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(5);
        world.ambush.once(FailPoint.Moment.DATA_MOVED, () -> createOnTarget("vm-1"));
        Copy copy = disk.backup();
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(copy.replica().ref().name()).isEqualTo("vm-1.spirula-seeding-1");
        String stranger = world.onTarget(pool -> {
            try (RbdImage image = pool.open(ImageLocator.byName("vm-1"))) {
                return image.id().image();
            }
        });
        world.onTarget(pool -> {
            pool.rename(stranger, "theirs");
            return pool;
        });
        Copy next = disk.backup();
        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.replica().ref().name()).isEqualTo("vm-1");
    }

    private void createOnTarget(String name) {
        world.onTarget(pool -> {
            pool.create(name, ImageSpec.ofSize(World.MIB));
            return pool;
        });
    }
}
