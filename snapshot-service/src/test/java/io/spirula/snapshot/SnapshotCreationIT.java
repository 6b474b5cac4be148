package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotCreationIT {

    /** By then our own topic was read. */
    private static final Duration AFTER_RECALL = Duration.ofSeconds(20);

    /** The snapshot is made after so many commits: the intention, and the look whether the attempt is the newest. */
    private static final int MADE = 2;

    private final World world = new World();
    private final ImageId image = world.create("vm-1", 4096);

    @AfterEach
    void close() {
        world.close();
    }

    private BackupRequested request() {
        BackupRequested request = Requests.backup(image, world.clock.instant());
        world.tell(request);
        return request;
    }

    private String failure(BackupRequested request) {
        world.workAll("snapshots");
        SnapshotFailed failed = world.outbox.only(SnapshotFailed.class);
        assertThat(failed.run()).isEqualTo(request.run());
        return failed.reason().code();
    }

    private Snapshot onlySnapshot() {
        assertThat(world.snapshots(image)).hasSize(1);
        return world.snapshots(image).get(0);
    }

    @Test
    void aBackupMakesOneSnapshotAndTellsIt() {
        BackupRequested request = request();
        world.workAll("snapshots");

        SnapshotCreated created = world.outbox.only(SnapshotCreated.class);
        Snapshot snapshot = onlySnapshot();
        assertThat(snapshot.name()).isEqualTo(SnapshotName.of(request.requestedAt(), request.run()));
        assertThat(created.snapshotId()).isEqualTo(snapshot.id());
        assertThat(created.size()).isEqualTo(4096);
        assertThat(created.image()).isEqualTo(image);
        assertThat(created.point()).isEqualTo(request.members().get(0).point());
        assertThat(created.targets()).containsExactly(Requests.DR);
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void aBackupAskedForTwiceIsMadeOnce() {
        BackupRequested request = request();
        world.workAll("snapshots");
        world.tell(request);
        world.work("snapshots", request.run().toString());

        assertThat(world.snapshots(image)).hasSize(1);
        assertThat(world.outbox.events()).hasSize(1);
    }

    @Test
    void aProcessThatDiesAfterMakingTheSnapshotLosesNothing() {
        BackupRequested request = request();
        String run = request.run().toString();
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(MADE)))
                .isInstanceOf(LostLeaseException.class);
        assertThat(world.outbox.events()).isEmpty();
        Snapshot orphan = onlySnapshot();

        world.workAll("snapshots");

        assertThat(onlySnapshot()).isEqualTo(orphan);
        assertThat(world.outbox.only(SnapshotCreated.class).snapshotId()).isEqualTo(orphan.id());
    }

    @Test
    void aSnapshotOfThatNameThatIsOlderThanTheRunIsNotTakenOver() {
        BackupRequested request = Requests.backup(image, world.clock.instant().plus(Duration.ofMinutes(6)));
        String name = SnapshotName.of(request.requestedAt(), request.run());
        world.onImage(image, opened -> opened.snapshots().create(name));
        world.clock.advance(Duration.ofMinutes(6));
        world.tell(request);
        world.workAll("snapshots");
        assertThat(world.outbox.events()).isEmpty();
        world.clock.advance(AFTER_RECALL);

        assertThat(failure(request)).isEqualTo("SNAPSHOT_NAME_TAKEN");
        world.settle();
        assertThat(world.snapshots(image)).extracting(Snapshot::name).containsExactly(name);
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void anImageDeletedAndCreatedAgainUnderItsNameIsNotTakenForIt() {
        BackupRequested request = request();
        world.inPool(pool -> {
            pool.remove(image.image(), ProgressListener.SILENT);
            return pool;
        });
        ImageId again = world.create("vm-1", 4096);

        assertThat(failure(request)).isEqualTo("IMAGE_GONE");
        assertThat(world.snapshots(again)).isEmpty();
    }

    @Test
    void anImageInTheTrashIsRefused() {
        BackupRequested request = request();
        world.inPool(pool -> {
            pool.trashMove(image.image(), Duration.ZERO);
            return pool;
        });
        assertThat(failure(request)).isEqualTo("IMAGE_IN_TRASH");
    }

    /** The one that it goes to has its name, the one that it comes from is in the trash. */
    @Test
    void anImageThatIsBeingMigratedIsRefusedAsSuchInTheTrashToo() {
        ImageId migrating = world.inPool(pool -> {
            pool.create(
                    "vm-2", ImageSpec.ofSize(4096).withFeatures(ImageFeatures.DEFAULT.with(ImageFeature.MIGRATING)));
            try (RbdImage opened = pool.openReadOnly(ImageLocator.byName("vm-2"))) {
                return opened.id();
            }
        });
        world.tell(Requests.backup(migrating, world.clock.instant()));
        world.workAll("snapshots");
        world.inPool(pool -> {
            pool.trashMove(migrating.image(), Duration.ZERO);
            return pool;
        });
        world.tell(Requests.backup(migrating, world.clock.instant()));
        world.workAll("snapshots");

        assertThat(world.outbox.all(SnapshotFailed.class))
                .extracting(failed -> failed.reason().code())
                .containsExactly("IMAGE_MIGRATING", "IMAGE_MIGRATING");
    }

    @Test
    void aReplicaAndANonPrimaryImageAreNeverSources() {
        world.onImage(image, opened -> {
            opened.metadata().set("spirula.lineage", "x");
            return opened;
        });
        assertThat(failure(request())).isEqualTo("IMAGE_IS_REPLICA");

        world.outbox.forget();
        world.onImage(image, opened -> {
            opened.metadata().remove("spirula.lineage");
            return opened;
        });
        world.ceph.setMirrorRole("site-a", "rbd", "vm-1", MirrorRole.NON_PRIMARY);
        assertThat(failure(request())).isEqualTo("IMAGE_NOT_PRIMARY");
    }

    @Test
    void aBackupWaitsForItsClusterUntilItsDeadline() {
        BackupRequested request = request();
        world.ceph.fail("site-a", 110);
        world.workAll("snapshots");
        assertThat(world.outbox.events()).isEmpty();

        world.clock.advance(Duration.ofMinutes(5));
        assertThat(failure(request)).isEqualTo("DEADLINE");
    }

    @Test
    void aBackupThatComesAfterItsDeadlineIsNotMade() {
        BackupRequested request = Requests.backup(image, world.clock.instant().minus(Duration.ofHours(1)));
        world.tell(request);
        world.clock.advance(AFTER_RECALL);
        assertThat(failure(request)).isEqualTo("DEADLINE");
        assertThat(world.snapshots(image)).isEmpty();
    }

    @Test
    void whatAPermissionForbidsFailsAtOnce() {
        BackupRequested request = request();
        world.ceph.fail("site-a", 1);
        assertThat(failure(request)).isEqualTo("RBD_EPERM");
    }

    @Test
    void whatWasForbiddenToAnOldConnectionIsDoneOnANewOneAlsoWhenSomeOfItWasDone() {
        ImageId other = world.create("vm-2", 4096);
        world.scan();
        BackupRequested request = Requests.backup(world.clock.instant(), image, other);
        world.tell(request);
        world.ceph.onceBefore(
                "site-a",
                "create snapshot",
                () -> world.ceph.onceBefore("site-a", "create snapshot", () -> {
                    throw RbdException.of(1, "create snapshot", "image rbd/vm-2");
                }));
        world.workAll("snapshots");

        assertThat(world.outbox.all(SnapshotCreated.class)).hasSize(2);
        assertThat(world.snapshots(image)).hasSize(1);
        assertThat(world.snapshots(other)).hasSize(1);
    }

    @Test
    void aCancellationThatComesFirstIsRemembered() {
        BackupRequested request = Requests.backup(image, world.clock.instant());
        world.tell(
                new CancelRequested(request.run(), request.members().get(0).lineage(), "ann", world.clock.instant()));
        world.tell(request);
        assertThat(failure(request)).isEqualTo("CANCELLED");
        assertThat(world.snapshots(image)).isEmpty();
    }

    @Test
    void aCancellationThatComesAfterTheSnapshotChangesNothing() {
        BackupRequested request = request();
        world.workAll("snapshots");
        world.tell(
                new CancelRequested(request.run(), request.members().get(0).lineage(), "ann", world.clock.instant()));
        world.workAll("snapshots");
        assertThat(world.outbox.events()).hasOnlyElementsOfType(SnapshotCreated.class);
    }

    @Test
    void aSnapshotThatAFailedRunLeftBehindIsRemoved() {
        BackupRequested request = request();
        String run = request.run().toString();
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(MADE)))
                .isInstanceOf(LostLeaseException.class);
        world.clock.advance(Duration.ofMinutes(6));

        assertThat(failure(request)).isEqualTo("DEADLINE");
        world.settle();

        assertThat(world.snapshots(image)).isEmpty();
        assertThat(world.outbox.only(SnapshotPruned.class).reason().code()).isEqualTo("RUN_FAILED");
    }

    @Test
    void aSnapshotThatTurnsUpLongAfterItsRunFailedIsRemoved() {
        BackupRequested request = request();
        String run = request.run().toString();
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(MADE)))
                .isInstanceOf(LostLeaseException.class);
        world.onImage(image, opened -> {
            opened.snapshots().remove(onlySnapshot().id());
            return opened;
        });
        world.clock.advance(Duration.ofMinutes(6));
        assertThat(failure(request)).isEqualTo("DEADLINE");
        world.settle();

        String name = SnapshotName.of(request.requestedAt(), request.run());
        world.onImage(image, opened -> opened.snapshots().create(name));
        world.settle();
        assertThat(world.snapshots(image)).isEmpty();

        world.clock.advance(Duration.ofMinutes(11));
        world.settle();
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void anAttemptThatSleptUntilTheSnapshotOfItsRunWasPrunedLeavesNoneBehind() {
        BackupRequested request = request();
        String run = request.run().toString();
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).sleepingAfter(MADE, () -> {
                    world.workAll("snapshots");
                    world.tell(ReleaseRequested.ofAll(
                            UUID.randomUUID(),
                            request.members().get(0).lineage(),
                            image,
                            request.members().get(0).ref(),
                            "alice",
                            world.clock.instant()));
                    world.workAll("source-retention");
                    assertThat(world.snapshots(image)).isEmpty();
                })))
                .isInstanceOf(LostLeaseException.class);
        onlySnapshot();

        world.caughtUp = false;
        world.settle();
        onlySnapshot();

        world.caughtUp = true;
        world.clock.advance(Duration.ofMinutes(1));
        world.settle();
        assertThat(world.snapshots(image)).isEmpty();
        world.clock.advance(Duration.ofMinutes(11));
        world.settle();
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void anAttemptThatSleptUntilItsRunWasDoneTakesNothingAway() {
        BackupRequested request = request();
        String run = request.run().toString();
        assertThatThrownBy(() -> world.worker("snapshots")
                        .work(world.turn(run).sleepingAfter(MADE, () -> world.workAll("snapshots"))))
                .isInstanceOf(LostLeaseException.class);
        world.settle();
        assertThat(onlySnapshot().id())
                .isEqualTo(world.outbox.only(SnapshotCreated.class).snapshotId());
        assertThat(world.outbox.events()).hasSize(1);
    }

    /** Leaves the tables as an older backup has them. */
    private void loseRun() {
        for (String table : List.of("backup_run", "source_snapshot", "snapshot_lease", "retention_due")) {
            world.jdbc().sql("delete from " + table).update();
        }
        world.outbox.forget();
    }

    private long leases() {
        return world.jdbc()
                .sql("select count(*) from snapshot_lease where released_at is null")
                .query(Long.class)
                .single();
    }

    @Test
    void aRunWhoseResultTheDatabaseLostIsAdoptedFromWhatWasTold() {
        BackupRequested request = request();
        world.workAll("snapshots");
        SnapshotCreated told = world.outbox.only(SnapshotCreated.class);
        loseRun();

        world.tell(request);
        world.workAll("snapshots");
        assertThat(world.outbox.events()).isEmpty();
        world.tell(told);
        world.clock.advance(Duration.ofSeconds(2));
        world.workAll("snapshots");

        assertThat(world.outbox.events()).containsExactly(told);
        assertThat(onlySnapshot().id()).isEqualTo(told.snapshotId());
        assertThat(leases()).isEqualTo(1);
        assertThat(world.jdbc()
                        .sql("select requested_at from source_snapshot")
                        .query(OffsetDateTime.class)
                        .single())
                .isEqualTo(request.requestedAt().atOffset(ZoneOffset.UTC));
        world.workAll("source-retention");
        assertThat(world.snapshots(image)).hasSize(1);
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void aRunThatIsReadAgainLongAfterItsDeadlineIsAdoptedToo() {
        BackupRequested request = request();
        world.workAll("snapshots");
        SnapshotCreated told = world.outbox.only(SnapshotCreated.class);
        loseRun();
        world.clock.advance(Duration.ofHours(1));

        world.tell(request);
        world.workAll("snapshots");
        world.tell(told);
        world.workAll("snapshots");

        assertThat(world.outbox.events()).containsExactly(told);
    }

    /** The database was set back to the middle of the work, and the deadline has passed since. */
    @Test
    void aRunThatTheDatabaseHasAsBegunIsNotCalledFailedBeforeItIsReadWhatBecameOfIt() {
        BackupRequested request = request();
        world.workAll("snapshots");
        SnapshotCreated told = world.outbox.only(SnapshotCreated.class);
        loseRun();
        world.tell(request);
        world.jdbc().sql("update backup_run set state = 'intended'").update();
        world.clock.advance(Duration.ofHours(1));

        world.caughtUp = false;
        world.workAll("snapshots");
        assertThat(world.outbox.events()).isEmpty();
        world.tell(told);
        world.caughtUp = true;
        world.workAll("snapshots");

        assertThat(world.outbox.events()).containsExactly(told);
        world.workAll("source-retention");
        assertThat(onlySnapshot().id()).isEqualTo(told.snapshotId());
    }

    @Test
    void aSnapshotThatWasPrunedSinceIsNotMadeAgain() {
        BackupRequested request = request();
        world.workAll("snapshots");
        SnapshotCreated told = world.outbox.only(SnapshotCreated.class);
        world.onImage(image, opened -> {
            opened.snapshots().remove(told.snapshotId());
            return opened;
        });
        loseRun();
        world.clock.advance(Duration.ofMinutes(2));

        world.tell(request);
        world.workAll("snapshots");
        world.tell(told);
        world.tell(new SnapshotPruned(
                told.point(),
                told.lineage(),
                told.image(),
                told.ref(),
                told.snapshotId(),
                told.snapshot(),
                new Reason("RETENTION", "nobody needed it"),
                world.clock.instant()));
        world.workAll("snapshots");
        world.workAll("source-retention");

        assertThat(world.snapshots(image)).isEmpty();
        assertThat(world.outbox.events()).isEmpty();
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void aSnapshotOfAnotherIdThanWasToldIsNotAdopted() {
        BackupRequested request = request();
        world.workAll("snapshots");
        SnapshotCreated told = world.outbox.only(SnapshotCreated.class);
        loseRun();
        long foreign = world.onImage(image, opened -> {
            opened.snapshots().remove(told.snapshotId());
            return opened.snapshots().create(told.snapshot());
        });

        world.tell(told);
        world.tell(request);
        world.workAll("snapshots");
        world.scan();
        world.settle();

        assertThat(world.snapshots(image)).extracting(Snapshot::id).containsExactly(foreign);
        assertThat(world.outbox.only(SnapshotLost.class).snapshotId()).isEqualTo(told.snapshotId());
    }

    /** Makes what the run is to make, and dies before that is on record. */
    private void dieAfterMaking(BackupRequested request) {
        assertThatThrownBy(() -> world.worker("snapshots")
                        .work(world.turn(request.run().toString()).dyingAfter(MADE)))
                .isInstanceOf(LostLeaseException.class);
    }

    @Test
    void aSnapshotThatTheDatabaseForgotBeforeItWasToldIsTakenOver() {
        BackupRequested request = request();
        dieAfterMaking(request);
        Snapshot forgotten = onlySnapshot();
        loseRun();
        world.clock.advance(Duration.ofSeconds(3));

        world.tell(request);
        world.workAll("snapshots");
        assertThat(world.outbox.events()).as("it may be told still").isEmpty();
        world.clock.advance(AFTER_RECALL);
        world.workAll("snapshots");
        world.settle();

        assertThat(onlySnapshot()).isEqualTo(forgotten);
        SnapshotCreated created = world.outbox.only(SnapshotCreated.class);
        assertThat(world.outbox.events()).hasSize(1);
        assertThat(created.snapshotId()).isEqualTo(forgotten.id());
        assertThat(created.createdAt()).isEqualTo(forgotten.createdAt().truncatedTo(ChronoUnit.MICROS));
        assertThat(created.consistency()).isEqualTo(Consistency.CRASH);
        assertThat(leases()).isEqualTo(1);
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void aSnapshotThatTheDatabaseForgotIsRemovedWhenItsRunIsTooLate() {
        BackupRequested request = request();
        dieAfterMaking(request);
        loseRun();
        world.clock.advance(Duration.ofHours(1));

        world.tell(request);
        world.clock.advance(AFTER_RECALL);
        assertThat(failure(request)).isEqualTo("DEADLINE");
        world.ceph.fail("site-a", 110);
        world.settle();
        world.ceph.fail("site-a", 0);
        onlySnapshot();
        world.settle();

        assertThat(world.snapshots(image)).isEmpty();
        assertThat(world.outbox.only(SnapshotPruned.class).reason().code()).isEqualTo("RUN_FAILED");
        assertThat(world.worker("snapshots").dueInstances(10)).isEmpty();
    }

    @Test
    void aSnapshotThatTheDatabaseForgotIsRemovedWhenItsRunWasCancelled() {
        BackupRequested request = request();
        dieAfterMaking(request);
        loseRun();

        world.tell(
                new CancelRequested(request.run(), request.members().get(0).lineage(), "ann", world.clock.instant()));
        world.tell(request);
        assertThat(failure(request)).isEqualTo("CANCELLED");
        world.settle();

        assertThat(world.snapshots(image)).isEmpty();
    }

    /** The first was told, and has gone since; the second was made, but not told. */
    @Test
    void ofARunOfSeveralImagesOnlyWhatWasNotToldIsTakenOver() {
        ImageId other = world.create("vm-2", 4096);
        BackupRequested request = Requests.backup(world.clock.instant(), image, other);
        world.tell(request);
        world.workAll("snapshots");
        SnapshotCreated first = told(image);
        SnapshotCreated second = told(other);
        world.onImage(image, opened -> {
            opened.snapshots().remove(first.snapshotId());
            return opened;
        });
        loseRun();

        world.tell(request);
        world.tell(first);
        world.tell(new SnapshotPruned(
                first.point(),
                first.lineage(),
                first.image(),
                first.ref(),
                first.snapshotId(),
                first.snapshot(),
                new Reason("RETENTION", "nobody needed it"),
                world.clock.instant()));
        world.clock.advance(AFTER_RECALL);
        world.workAll("snapshots");
        world.settle();

        assertThat(world.snapshots(image)).isEmpty();
        assertThat(world.snapshots(other)).extracting(Snapshot::id).containsExactly(second.snapshotId());
        assertThat(world.outbox.only(SnapshotCreated.class)).isEqualTo(second);
    }

    private SnapshotCreated told(ImageId of) {
        return world.outbox.all(SnapshotCreated.class).stream()
                .filter(created -> created.image().equals(of))
                .findFirst()
                .orElseThrow();
    }

    /** Nobody has told it that the database was set back under it. */
    @Test
    void anAttemptThatIsNotTheNewestAnyMoreMakesNoSnapshot() {
        BackupRequested request = request();
        assertThatThrownBy(() -> world.worker("snapshots")
                        .work(world.turn(request.run().toString()).dyingAfter(1)))
                .isInstanceOf(LostLeaseException.class);
        assertThat(world.snapshots(image)).isEmpty();
    }
}
