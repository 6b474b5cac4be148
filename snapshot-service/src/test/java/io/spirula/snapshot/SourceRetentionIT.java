package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.testing.LogLines;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SourceRetentionIT {

    private final World world = new World();
    private final ImageId image = world.create("vm-1", 4096);

    @BeforeEach
    void aPolicy() {
        keepLast(1, 0);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private SnapshotCreated backUp() {
        world.clock.advance(Duration.ofSeconds(10));
        BackupRequested request = Requests.backup(image, world.clock.instant());
        world.tell(request);
        world.settle();
        return world.outbox.all(SnapshotCreated.class).stream()
                .filter(created -> created.run().equals(request.run()))
                .findFirst()
                .orElseThrow();
    }

    private void letGo(SnapshotCreated snapshot) {
        world.tell(new BaseReleased(
                snapshot.lineage(),
                snapshot.image(),
                snapshot.ref(),
                snapshot.point(),
                snapshot.snapshotId(),
                Requests.DR,
                new Reason("NEWER_BASE", "a newer one is there"),
                world.clock.instant()));
        world.settle();
    }

    private void release(Instant at) {
        world.tell(ReleaseRequested.ofAll(
                UUID.randomUUID(),
                Requests.backup(image, at).members().get(0).lineage(),
                image,
                Requests.backup(image, at).members().get(0).ref(),
                "policy gold was deleted",
                at));
        world.settle();
    }

    private void keepLast(int last, long revision) {
        world.tell(Requests.policy(last, revision, world.clock.instant()));
        world.settle();
    }

    private List<Long> present() {
        return world.snapshots(image).stream().map(Snapshot::id).toList();
    }

    @Test
    void aLeasedSnapshotStaysHoweverManyCameAfterIt() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        SnapshotCreated third = backUp();
        assertThat(present()).containsExactly(first.snapshotId(), second.snapshotId(), third.snapshotId());
    }

    @Test
    void aSnapshotThatEveryTargetLetGoLeavesUnlessItIsTheNewest() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        letGo(second);
        assertThat(present()).containsExactly(first.snapshotId(), second.snapshotId());

        letGo(first);

        assertThat(present()).containsExactly(second.snapshotId());
        SnapshotPruned pruned = world.outbox.only(SnapshotPruned.class);
        assertThat(pruned.snapshotId()).isEqualTo(first.snapshotId());
        assertThat(pruned.reason().code()).isEqualTo("RETENTION");
        assertThat(world.worker("source-retention").dueInstances(10)).isEmpty();
    }

    /** The database was set back to before the removal: it is still to be read that Spirula itself removed the snapshot. */
    @Test
    void nothingIsLostBeforeThisServiceHasReadWhatItTold() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        letGo(first);
        SnapshotPruned pruned = world.outbox.only(SnapshotPruned.class);
        world.jdbc()
                .sql("update source_snapshot set state = 'held', ended_at = null where snapshot_id = ?")
                .param(first.snapshotId())
                .update();
        world.outbox.forget();

        world.caughtUp = false;
        world.scan();
        assertThat(world.outbox.all(SnapshotLost.class)).isEmpty();
        world.tell(pruned);
        world.caughtUp = true;
        world.scan();

        assertThat(world.outbox.all(SnapshotLost.class)).isEmpty();
        assertThat(present()).containsExactly(second.snapshotId());
    }

    @Test
    void nothingIsRemovedBeforeEverythingIsReadThatMayKeepIt() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        world.caughtUp = false;
        letGo(first);
        assertThat(present()).containsExactly(first.snapshotId(), second.snapshotId());

        world.caughtUp = true;
        world.settle();

        assertThat(present()).containsExactly(second.snapshotId());
    }

    @Test
    void theNewestOneGoesTooWhenItsRunWasCancelledAndEveryTargetLetGo() {
        SnapshotCreated base = backUp();
        SnapshotCreated cancelled = backUp();
        world.tell(new CancelRequested(cancelled.run(), cancelled.lineage(), "ann", world.clock.instant()));
        world.settle();
        assertThat(present()).containsExactly(base.snapshotId(), cancelled.snapshotId());

        letGo(cancelled);

        assertThat(present()).containsExactly(base.snapshotId());
        assertThat(world.outbox.only(SnapshotPruned.class).reason().code()).isEqualTo("RUN_CANCELLED");
    }

    @Test
    void whatEveryTargetLetGoBeforeTheCancellationIsHeardGoesThen() {
        SnapshotCreated cancelled = backUp();
        letGo(cancelled);
        assertThat(present()).containsExactly(cancelled.snapshotId());
        world.tell(new CancelRequested(cancelled.run(), cancelled.lineage(), "ann", world.clock.instant()));
        world.settle();
        assertThat(present()).isEmpty();
    }

    @Test
    void aLeaseThatEndedBeforeItWasKnownIsEnded() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        world.jdbc().sql("delete from snapshot_lease").update();
        letGo(first);
        letGo(second);
        assertThat(present()).containsExactly(second.snapshotId());
    }

    @Test
    void aPolicyThatKeepsFewerTakesEffectAtOnce() {
        keepLast(3, 1);
        List<SnapshotCreated> made = List.of(backUp(), backUp(), backUp());
        made.forEach(this::letGo);
        assertThat(present()).hasSize(3);

        keepLast(2, 2);
        assertThat(present())
                .containsExactly(made.get(1).snapshotId(), made.get(2).snapshotId());
    }

    @Test
    void noRuleRemovesASnapshotOfAPolicyThatIsNotKnown() {
        world.jdbc().sql("delete from policy_rule").update();
        List<SnapshotCreated> made = List.of(backUp(), backUp(), backUp());
        made.forEach(this::letGo);
        assertThat(present()).hasSize(3);

        keepLast(2, 1);
        assertThat(present())
                .containsExactly(made.get(1).snapshotId(), made.get(2).snapshotId());
    }

    @Test
    void whilePoliciesAreReadAgainNoneOfTheirFormerRulesRemovesASnapshot() {
        keepLast(3, 2);
        List<SnapshotCreated> made = List.of(backUp(), backUp(), backUp());
        made.forEach(this::letGo);
        world.jdbc().sql("delete from policy_rule").update();
        world.replay.fromBeginning(Set.of(Topic.POLICY));
        keepLast(1, 1);
        assertThat(present()).hasSize(3);

        keepLast(2, 3);
        world.replay.isRead();
        world.settle();
        assertThat(present())
                .containsExactly(made.get(1).snapshotId(), made.get(2).snapshotId());
    }

    @Test
    void aReleaseRemovesAllOfOursAndNothingElse() {
        long foreign = world.onImage(image, opened -> opened.snapshots().create("by-hand"));
        backUp();
        backUp();
        release(world.clock.instant());

        assertThat(present()).containsExactly(foreign);
        assertThat(world.outbox.all(SnapshotPruned.class))
                .hasSize(2)
                .allMatch(pruned -> pruned.reason().code().equals("RELEASED"));

        SnapshotCreated later = backUp();
        release(world.clock.instant().minus(Duration.ofSeconds(15)));
        assertThat(present()).containsExactly(foreign, later.snapshotId());
    }

    @Test
    void aReleaseOfSingleTargetsRemovesNothingByItself() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        world.tell(new ReleaseRequested(
                UUID.randomUUID(),
                first.lineage(),
                image,
                first.ref(),
                "policy gold does not select the image any more",
                world.clock.instant(),
                List.of(Requests.DR)));
        world.settle();
        assertThat(present()).containsExactly(first.snapshotId(), second.snapshotId());
        assertThat(world.outbox.all(SnapshotPruned.class)).isEmpty();
    }

    @Test
    void anImageInTheTrashIsLetGoSoThatItsOwnerCanPurgeIt() {
        backUp();
        world.scan();
        world.inPool(pool -> {
            pool.trashMove(image.image(), Duration.ZERO);
            return pool;
        });
        world.scan();
        world.settle();

        world.inPool(pool -> {
            pool.trashRemove(image.image(), false, ProgressListener.SILENT);
            return pool;
        });
        assertThat(world.outbox.only(SnapshotPruned.class).reason().code()).isEqualTo("IMAGE_IN_TRASH");
        world.scan();
        assertThat(world.outbox.all(SnapshotLost.class)).isEmpty();
    }

    @Test
    void whatIsMadeAfterAnImageCameBackFromTheTrashStaysThoughTheScanThatSawItThereGoesOn() {
        world.ceph.createPool("site-a", "listed-later");
        backUp();
        world.inPool(pool -> {
            pool.trashMove(image.image(), Duration.ZERO);
            return pool;
        });
        List<SnapshotCreated> later = new ArrayList<>();
        world.ceph.onceBefore(
                "site-a",
                "list images",
                () -> world.ceph.onceBefore("site-a", "list namespaces", () -> {
                    world.inPool(pool -> {
                        pool.trashRestore(image.image(), "vm-1");
                        return pool;
                    });
                    later.add(backUp());
                }));

        world.scan();
        world.settle();

        assertThat(later).hasSize(1);
        assertThat(present()).containsExactly(later.get(0).snapshotId());
        assertThat(world.outbox.only(SnapshotPruned.class).reason().code()).isEqualTo("IMAGE_IN_TRASH");
    }

    @Test
    void aSnapshotRemovedByHandIsLostAndToldOnce() {
        SnapshotCreated first = backUp();
        world.scan();
        world.onImage(image, opened -> {
            opened.snapshots().remove(first.snapshotId());
            return opened;
        });
        world.scan();
        world.scan();
        assertThat(world.outbox.only(SnapshotLost.class).snapshotId()).isEqualTo(first.snapshotId());
    }

    @Test
    void aRemovalThatTheClusterRefusesIsTriedAgain() {
        SnapshotCreated first = backUp();
        backUp();
        world.ceph.fail("site-a", 110);
        letGo(first);
        assertThat(world.outbox.all(SnapshotPruned.class)).isEmpty();
        assertThat(world.jdbc()
                        .sql("select obstacle from source_snapshot where state = 'removing'")
                        .query(String.class)
                        .single())
                .contains("ETIMEDOUT");

        world.ceph.fail("site-a", 0);
        world.settle();
        assertThat(world.outbox.only(SnapshotPruned.class).snapshotId()).isEqualTo(first.snapshotId());
    }

    @Test
    void theLogTellsOfWhichRunASnapshotIsThatIsRemoved() {
        SnapshotCreated first = backUp();
        backUp();
        try (LogLines log = new LogLines("io.spirula.snapshot.retention")) {
            letGo(first);
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("removed snapshot", "run=" + first.run()));
        }
    }

    @Test
    void nothingIsRemovedFromAnotherClusterThatHasTheNameByNowAndThatIsTold() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        world.ceph.fail("site-a", 110);
        letGo(first);
        world.ceph.fail("site-a", 0);
        recordCluster(image.fsid(), "another");

        world.settle();

        assertThat(present()).containsExactly(first.snapshotId(), second.snapshotId());
        assertThat(world.jdbc()
                        .sql("select obstacle from source_snapshot where state = 'removing'")
                        .query(String.class)
                        .single())
                .contains("WRONG_CLUSTER", "another", image.fsid());

        recordCluster("another", image.fsid());
        world.settle();
        assertThat(world.outbox.only(SnapshotPruned.class).snapshotId()).isEqualTo(first.snapshotId());
    }

    private void recordCluster(String before, String now) {
        world.jdbc()
                .sql("update source_snapshot set image = replace(image, ?, ?) where state = 'removing'")
                .params(before, now)
                .update();
    }

    @Test
    void whatEndedLongAgoIsForgottenAndWhatIsHeldIsNot() {
        SnapshotCreated first = backUp();
        SnapshotCreated second = backUp();
        letGo(first);
        world.tell(new BaseReleased(
                first.lineage(),
                first.image(),
                first.ref(),
                first.point(),
                4711,
                Requests.DR,
                new Reason("NEWER_COMMON", "a snapshot that was never heard of"),
                world.clock.instant()));
        world.clock.advance(Duration.ofDays(119));
        world.forgetEnded();
        assertThat(List.of(world.count("source_snapshot"), world.count("backup_run")))
                .containsOnly(2L);

        world.clock.advance(Duration.ofDays(1).plusMinutes(1));
        world.forgetEnded();
        assertThat(world.count("source_snapshot")).isEqualTo(1);
        assertThat(world.count("snapshot_lease")).isEqualTo(1);
        assertThat(world.count("backup_run")).isZero();
        assertThat(present()).containsExactly(second.snapshotId());
    }

    @Test
    void aProcessThatDiesAfterARemovalTellsItLater() {
        SnapshotCreated first = backUp();
        backUp();
        world.tell(new BaseReleased(
                first.lineage(),
                first.image(),
                first.ref(),
                first.point(),
                first.snapshotId(),
                Requests.DR,
                new Reason("NEWER_BASE", "a newer one is there"),
                world.clock.instant()));
        assertThatThrownBy(() -> world.worker("source-retention")
                        .work(world.turn(first.lineage().toString()).dyingAfter(1)))
                .isInstanceOf(LostLeaseException.class);
        assertThat(world.outbox.all(SnapshotPruned.class)).isEmpty();
        assertThat(present()).hasSize(1);
        world.scan();
        world.settle();
        assertThat(world.outbox.only(SnapshotPruned.class).snapshotId()).isEqualTo(first.snapshotId());
        assertThat(world.outbox.all(SnapshotLost.class)).isEmpty();
    }
}
