package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.SnapshotName;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.Snapshot;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnapshotCreationIT {

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
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(1)))
                .isInstanceOf(LostLeaseException.class);
        assertThat(world.outbox.events()).isEmpty();
        Snapshot orphan = onlySnapshot();

        world.workAll("snapshots");

        assertThat(onlySnapshot()).isEqualTo(orphan);
        assertThat(world.outbox.only(SnapshotCreated.class).snapshotId()).isEqualTo(orphan.id());
    }

    @Test
    void aSnapshotOfThatNameThatTheRunDidNotMakeIsNotTakenOver() {
        BackupRequested request = Requests.backup(image, world.clock.instant());
        String name = SnapshotName.of(request.requestedAt(), request.run());
        world.onImage(image, opened -> opened.snapshots().create(name));
        world.tell(request);

        assertThat(failure(request)).isEqualTo("SNAPSHOT_NAME_TAKEN");
        world.workAll("source-retention");
        assertThat(world.snapshots(image)).extracting(Snapshot::name).containsExactly(name);
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
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(1)))
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
        assertThatThrownBy(() -> world.worker("snapshots").work(world.turn(run).dyingAfter(1)))
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
}
