package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.Topic;
import io.spirula.rbd.ProgressListener;
import io.spirula.transfer.copy.CopyMeters;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ended long ago is forgotten; what still exists or is needed never is. */
class HistoryIT {

    private static final Duration KEEP = Duration.ofDays(120);

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", 4L * World.MIB);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aPointThatIsThereIsNeverForgottenAndOneThatWentIsInItsTime() {
        world.policy(1);
        List<Copy> gone = Stream.generate(this::backup).limit(3).toList();
        Copy kept = backup();
        assertThat(gone).allSatisfy(copy -> assertThat(now(copy).state()).isEqualTo(CopyState.EXPIRED));

        world.clock.advance(KEEP.minus(Duration.ofMinutes(1)));
        forget();
        assertThat(copies()).hasSize(4);
        assertThat(world.outbox.tombstones()).isEmpty();

        world.clock.advance(Duration.ofMinutes(1));
        forget();
        world.clock.advance(KEEP.multipliedBy(10));
        forget();
        assertThat(copies()).containsExactly(kept.id());
        assertThat(world.outbox.tombstones()).containsExactlyInAnyOrderElementsOf(tombstones(gone));

        Copy next = backup();
        assertThat(next.base()).isEqualTo(kept.point());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @Test
    void theNewestStaysWhileItsTargetHoldsAnything() {
        Copy point = backup();
        Copy cancelled = cancelledBackup();
        World.Disk other = world.disk("vm-2", 4L * World.MIB);
        Copy alone = cancelledBackup(other);

        world.clock.advance(KEEP.multipliedBy(2));
        forget();

        assertThat(copies()).containsExactlyInAnyOrder(point.id(), cancelled.id());
        assertThat(world.outbox.tombstones()).containsExactlyElementsOf(tombstones(List.of(alone)));
    }

    @Test
    void aFailedCopyStaysUntilNothingOfItCanBeLeftOnItsReplica() {
        Copy point = backup();
        Copy failed = cancelledBackup();
        world.jdbc()
                .sql("update copy set replica = (select replica from copy where id = ?) where id = ?")
                .params(point.id().value(), failed.id().value())
                .update();
        Copy newest = cancelledBackup();
        world.clock.advance(KEEP.multipliedBy(2));
        forget();
        assertThat(copies()).containsExactlyInAnyOrder(point.id(), failed.id(), newest.id());

        Copy next = backup();
        forget();
        assertThat(copies()).containsExactlyInAnyOrder(point.id(), next.id());
    }

    @Test
    void whatSomebodyUsesStays() {
        Copy used = backup();
        Copy next = backup();
        LeaseRequested request = new LeaseRequested(
                new LeaseId(UUID.randomUUID()), disk.lineage, used.id(), "restore", "copy", world.clock.instant());
        world.tell(request);
        world.work("lease", request.lease().toString());
        removeSnapshots(used, next);
        Copy newest = backup();
        assertThat(List.of(now(used), now(next))).extracting(Copy::state).containsOnly(CopyState.LOST);
        world.clock.advance(KEEP.multipliedBy(2));
        forget();
        assertThat(copies()).containsExactlyInAnyOrder(used.id(), newest.id());

        world.tell(new LeaseReleased(request.lease(), disk.lineage, used.id(), world.clock.instant()));
        forget();
        assertThat(copies()).containsExactly(newest.id());
        assertThat(count("copy_lease")).isOne();

        world.tell(request);
        world.clock.advance(KEEP.plusMinutes(1));
        forget();
        assertThat(count("copy_lease")).isZero();
        assertThat(world.outbox.tombstones()).containsExactlyElementsOf(tombstones(List.of(next, used)));
    }

    @Test
    void copiesThatWereLostAreToldForAnHourAlsoBesideOthersThatAreForgotten() {
        Copy first = backup();
        backup();
        removeSnapshots(first);
        Copy second = backup();
        assertThat(lostLately()).isEqualTo(1);
        world.clock.advance(KEEP.plusMinutes(1));
        assertThat(lostLately()).isZero();

        removeSnapshots(second);
        backup();
        forget();
        assertThat(copies()).doesNotContain(first.id()).contains(second.id());
        assertThat(lostLately()).isEqualTo(1);
        world.clock.advance(Duration.ofMinutes(61));
        assertThat(lostLately()).isZero();
    }

    private double lostLately() {
        world.bean(CopyMeters.class).count();
        return world.bean(MeterRegistry.class)
                .get("spirula.copies.lost.last.hour")
                .tag("target", "site-b")
                .gauge()
                .value();
    }

    @Test
    void wordOfAForgottenCopyBringsItBackAsItEndedAndTheLastWordForgetsItAgain() {
        world.policy(1);
        Copy gone = now(backup());
        Copy kept = backup();
        CopyChanged ended = new CopyChanged(now(gone));
        world.clock.advance(KEEP.plusMinutes(1));
        forget();
        assertThat(copies()).containsExactly(kept.id());
        world.outbox.forget();

        world.tell(ended);
        world.workAll();
        assertThat(copies()).containsExactlyInAnyOrder(gone.id(), kept.id());
        int snapshots = world.onReplica(kept, image -> image.snapshots().list().size());
        assertThat(snapshots).isOne();

        world.tellForgotten(Topic.COPY, gone.id().toString());
        world.tellForgotten(Topic.COPY, kept.id().toString());
        assertThat(copies()).containsExactly(kept.id());
        assertThat(world.outbox.events()).hasOnlyElementsOfType(BaseReleased.class);
    }

    @Test
    void numbersOfGenerationsOnlyGrowAlsoWhenThoseThatAreGoneAreForgotten() {
        for (int epoch = 1; epoch <= 3; epoch++) {
            Copy copy = backup();
            assertThat(copy.replica().epoch()).isEqualTo(epoch);
            removeReplica(copy);
        }
        Copy there = backup();
        assertThat(there.replica().epoch()).isEqualTo(4);
        assertThat(count("replica")).isEqualTo(4);

        world.clock.advance(KEEP.plusMinutes(1));
        forget();
        assertThat(count("replica")).isOne();
        assertThat(copies()).containsExactly(there.id());

        removeReplica(there);
        Copy next = backup();
        assertThat(next.replica().epoch()).isEqualTo(5);
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
    }

    @Test
    void theNewestGenerationThatWantedANameStaysAlsoWhenItsImageIsCalledOtherwiseByNow() {
        for (int epoch = 1; epoch <= 3; epoch++) {
            removeReplica(backup());
        }
        Copy there = backup();
        world.jdbc()
                .sql("update replica set wanted_name = 'vm-before' where epoch <= 2")
                .update();

        world.clock.advance(KEEP.plusMinutes(1));
        forget();

        assertThat(copies()).containsExactly(there.id());
        assertThat(world.jdbc()
                        .sql("select epoch from replica order by epoch")
                        .query(Long.class)
                        .list())
                .containsExactly(2L, 4L);
    }

    @Test
    void ordersThatEndedAreForgottenInTheirTime() {
        backup();
        cancelledBackup();
        world.tell(new AdoptionRequested(
                new AdoptionId(world.timeOrdered()),
                "site-b",
                "rbd",
                null,
                "default",
                "alice",
                world.clock.instant(),
                world.clock.instant().plusSeconds(60)));
        world.workAll();
        assertThat(count("adoption_replica")).isOne();

        world.clock.advance(KEEP.minus(Duration.ofMinutes(1)));
        forget();
        assertThat(List.of(count("adoption"), count("adoption_replica"), count("cancelled_run")))
                .containsOnly(1L);

        world.clock.advance(Duration.ofMinutes(2));
        forget();
        assertThat(List.of(count("adoption"), count("adoption_replica"), count("cancelled_run")))
                .containsOnly(0L);
    }

    private Copy backup() {
        disk.scribble(3);
        Copy made = disk.backup();
        assertThat(made.state()).isEqualTo(CopyState.COMPLETE);
        return made;
    }

    private Copy cancelledBackup() {
        return cancelledBackup(disk);
    }

    private Copy cancelledBackup(World.Disk of) {
        SnapshotCreated snapshot = of.snapshot();
        world.tell(new CancelRequested(snapshot.run(), of.lineage, "somebody", world.clock.instant()));
        world.tell(snapshot);
        world.workAll();
        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.FAILED);
        return copy;
    }

    private void removeSnapshots(Copy... copies) {
        for (Copy copy : copies) {
            world.onReplica(copy, image -> {
                image.snapshots().remove(copy.replica().snapshotId());
                return image;
            });
        }
    }

    private void removeReplica(Copy copy) {
        world.onReplica(copy, image -> {
            image.snapshots().list().forEach(snapshot -> image.snapshots().remove(snapshot.id()));
            return image;
        });
        world.onTarget(pool -> {
            pool.remove(copy.replica().image().image(), ProgressListener.SILENT);
            return pool;
        });
    }

    private void forget() {
        world.forgetEndedBefore(world.clock.instant().minus(KEEP));
    }

    /** As it was told last. */
    private Copy now(Copy copy) {
        return world.outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(told -> told.id().equals(copy.id()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private List<CopyId> copies() {
        return world.jdbc().sql("select id from copy").query(UUID.class).list().stream()
                .map(CopyId::new)
                .toList();
    }

    private long count(String table) {
        return world.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    private static List<String> tombstones(List<Copy> copies) {
        return copies.stream()
                .map(copy -> Topic.COPY.wireName() + " " + copy.id())
                .toList();
    }
}
