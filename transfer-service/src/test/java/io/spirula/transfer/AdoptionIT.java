package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.AdoptionRefusal;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas are taken up by what they say of themselves. */
class AdoptionIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everyPointOfALostInstallationIsTakenUpAsItWas() {
        List<Copy> made = twoDisks();
        loseRecords();

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.replicas()).isEqualTo(2);
        assertThat(outcome.adopted()).isEqualTo(made.size());
        assertThat(outcome.refusals()).isEmpty();
        Map<Object, Copy> found = told();
        assertThat(found).hasSize(made.size());
        for (Copy before : made) {
            Copy now = found.get(before.id());
            assertThat(now)
                    .usingRecursiveComparison()
                    .ignoringFields(
                            "policy",
                            "mode",
                            "base",
                            "diff",
                            "diffReason",
                            "bytesChanged",
                            "bytesMoved",
                            "requestedAt",
                            "startedAt",
                            "endedAt",
                            "version",
                            "target.name")
                    .isEqualTo(before);
            assertThat(now.assurance()).isEqualTo(Assurance.VERIFIED);
            assertThat(now.version()).isGreaterThan(before.version());
        }
    }

    @Test
    void adoptingTwiceChangesNothing() {
        List<Copy> made = twoDisks();

        AdoptionCompleted ofTheLiving = adopt(null);
        assertThat(ofTheLiving.adopted()).isZero();
        assertThat(ofTheLiving.known()).isEqualTo(made.size());

        loseRecords();
        adopt(null);
        world.outbox.forget();
        AdoptionCompleted again = adopt("");

        assertThat(again.adopted()).isZero();
        assertThat(again.known()).isEqualTo(made.size());
        assertThat(world.outbox.all(CopyChanged.class)).isEmpty();
    }

    @Test
    void anOrderThatIsAskedForTwiceIsAnsweredTheSame() {
        twoDisks();
        loseRecords();
        AdoptionRequested order = order(null, Duration.ofHours(1));
        world.tell(order);
        world.workAll();
        AdoptionCompleted first = outcome(order);

        world.outbox.forget();
        world.tell(order);
        world.workAll();

        assertThat(outcome(order)).isEqualTo(first);
    }

    @Test
    void aSourceThatComesBackContinuesWithAnIncrementAndThenItsPolicyPrunes() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> made = backups(disk, 4);
        loseRecords();
        adopt(null);
        world.policy(2);
        world.workAll();
        assertThat(told().values())
                .as("no rule is known for them")
                .extracting(Copy::state)
                .containsOnly(CopyState.COMPLETE);

        disk.scribble(5);
        Copy next = disk.backup();

        assertThat(next.mode()).isEqualTo(CopyMode.INCREMENT);
        assertThat(next.base()).isEqualTo(made.get(3).point());
        assertThat(next.replica().image()).isEqualTo(made.get(3).replica().image());
        assertThat(world.replicaHash(next)).isEqualTo(disk.sourceHash(next));
        world.workAll();
        assertThat(told().get(made.get(0).id()).state()).isEqualTo(CopyState.EXPIRED);
        assertThat(told().get(made.get(3).id()).state()).isEqualTo(CopyState.COMPLETE);
    }

    @Test
    void adoptedPointsStayUntilARunOfAPolicyHasReplacedThem() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> made = backups(disk, 4);
        loseRecords();
        adopt(null);
        world.policy(1);

        disk.scribble(5);
        SnapshotCreated cancelled = disk.snapshot();
        world.tell(new CancelRequested(cancelled.run(), disk.lineage, "somebody", world.clock.instant()));
        world.tell(cancelled);
        world.workAll();
        assertThat(world.copy(cancelled).state()).isEqualTo(CopyState.FAILED);
        assertThat(told()).hasSize(5);
        assertAllComplete(made);

        SnapshotCreated waiting = disk.snapshot();
        world.tell(waiting);
        world.ambush.once(Moment.DATA_MOVED, () -> {
            throw new IllegalStateException("for a test");
        });
        world.workAll();
        world.policy(1);
        world.workAll();
        assertThat(world.copy(waiting).state()).isEqualTo(CopyState.TRANSFERRING);
        assertAllComplete(made);

        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.copy(waiting).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(made)
                .allSatisfy(copy -> assertThat(told().get(copy.id()).state()).isEqualTo(CopyState.EXPIRED));
    }

    private void assertAllComplete(List<Copy> made) {
        assertThat(made)
                .allSatisfy(copy -> assertThat(told().get(copy.id()).state()).isEqualTo(CopyState.COMPLETE));
    }

    @Test
    void ofTwoGenerationsTheNewerOneIsContinued() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = backups(disk, 1).get(0);
        disk.removeSnapshot(first.sourceSnapshotId());
        Copy second = backups(disk, 1).get(0);
        assertThat(second.replica().epoch()).isEqualTo(2);
        loseRecords();

        assertThat(adopt(null).adopted()).isEqualTo(2);

        assertThat(world.jdbc()
                        .sql("select state from replica order by epoch")
                        .query(String.class)
                        .list())
                .containsExactly("RETIRED", "CURRENT");
        Copy next = backups(disk, 1).get(0);
        assertThat(next.base()).isEqualTo(second.point());
    }

    /** The image was there before the records were, and had the name that the first seeding was to get. */
    @Test
    void aGenerationThatAsFarAsTheRecordsKnowWasNeverMadeIsTakenUp() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy first = backups(disk, 1).get(0);
        String hash = disk.sourceHash(first);
        loseRecords();
        world.onTarget(pool -> {
            pool.rename(first.replica().image().image(), "vm-1.spirula-seeding-1");
            return "renamed";
        });
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        Copy second = world.copy(snapshot);
        assertThat(second.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(second.replica().epoch()).isEqualTo(2);
        assertThat(generations()).containsExactly("GONE", "CURRENT");

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.adopted()).isOne();
        assertThat(generations()).containsExactly("RETIRED", "CURRENT");
        assertThat(told().get(first.id()).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.replicaHash(told().get(first.id()))).isEqualTo(hash);
    }

    private List<String> generations() {
        return world.jdbc()
                .sql("select state from replica order by epoch")
                .query(String.class)
                .list();
    }

    /** Whoever died between the mark on the replica and the database's record leaves what no record counts. */
    @Test
    void whatWasMarkedCompleteAndThenCalledFailedIsTakenUp() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        backups(disk, 1);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.workAll();
        Copy complete = world.copy(snapshot);
        world.jdbc()
                .sql("delete from copy where id = ?")
                .param(complete.id().value())
                .update();
        disk.removeSnapshot(complete.sourceSnapshotId());
        world.outbox.forget();
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.adopted()).isOne();
        Copy found = world.copy(snapshot);
        assertThat(found.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(found.reason()).isNull();
        assertThat(found.replica()).isEqualTo(complete.replica());
        world.policy(1);
        backups(disk, 1);
        world.workAll();
        assertThat(world.copy(snapshot).state())
                .as("retention knows of it again")
                .isEqualTo(CopyState.EXPIRED);
    }

    @Test
    void aSnapshotThatNobodyProvedIsToldAsThat() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        backups(disk, 1);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, () -> {
            throw new IllegalStateException("for a test");
        });
        world.workAll();
        loseRecords();

        assertThat(adopt(null).adopted()).isEqualTo(2);

        Copy found = world.copy(snapshot);
        assertThat(found.assurance()).isEqualTo(Assurance.APPLIED);
        assertThat(found.reason().code()).isEqualTo("NOT_PROVEN");
        assertThat(world.replicaHash(found)).isEqualTo(disk.sourceHash(found));
    }

    @Test
    void aDigestThatMakesNoSenseIsNotBelievedAndItsPointTakenUp() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> made = backups(disk, 2);
        onReplica(made.get(1), "spirula.point.", json -> json.replace("sum256:", "sum257:"));
        loseRecords();

        assertThat(adopt(null).adopted()).isEqualTo(2);

        Map<Object, Copy> found = told();
        assertThat(found.get(made.get(0).id()).digest()).isEqualTo(made.get(0).digest());
        assertThat(found.get(made.get(1).id()).digest()).isNull();
    }

    @Test
    void whatMakesNoSenseIsRefusedByNameAndTheRestTakenUp() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        List<Copy> made = backups(disk, 7);
        onReplica(made.get(0), "spirula.point.", json -> "{\"version\":1");
        onReplica(made.get(1), "spirula.point.", json -> json.replace("site-a/rbd/vm-1", "vm\\u0000"));
        onReplica(made.get(2), "spirula.point.", json -> json.replace("\"size\":4194304", "\"size\":1"));
        onReplica(
                made.get(3),
                "spirula.point.",
                json -> json.replace(
                        made.get(3).run().toString(), made.get(4).run().toString()));
        onReplica(made.get(4), "spirula.complete.", mark -> "1 verified");
        onReplica(made.get(5), "spirula.point.", json -> json.replace("\"time\":\"20", "\"time\":\"+9920"));
        world.onTarget(pool -> {
            pool.create("liar", ImageSpec.ofSize(0));
            try (var liar = pool.open(ImageLocator.byName("liar"))) {
                liar.metadata().set("spirula.lineage", "x".repeat(5000));
                liar.metadata().set("spirula.source", "a/b");
                return liar.id();
            }
        });
        world.onTarget(pool -> {
            pool.create("theirs", ImageSpec.ofSize(0));
            return "theirs";
        });
        loseRecords();

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.refusals())
                .extracting(refusal -> refusal.reason().code())
                .containsExactlyInAnyOrder(
                        "IDENTITY_UNREADABLE",
                        "RECORD_UNREADABLE",
                        "RECORD_UNREADABLE",
                        "SIZE_DIFFERS",
                        "POINT_ID_DIFFERS",
                        "MARK_DIFFERS",
                        "RECORD_UNREADABLE");
        assertThat(outcome.refused()).isEqualTo(7);
        assertThat(outcome.adopted()).isOne();
        assertThat(told()).containsOnlyKeys(made.get(6).id());
    }

    @Test
    void oneImageThatCannotBeOpenedIsNamedAndTheReplicasBesideItAreTakenUp() {
        String broken = stranger("a\udcffb");
        String headless = stranger("headless");
        List<Copy> made = twoDisks();
        String slow = stranger("slow");
        String forbidden = stranger("forbidden");
        String removed = stranger("removed");
        loseRecords();
        failsToOpen(broken, 5, 1);
        failsToOpen(headless, 2, 1);
        failsToOpen(slow, 110, 1);
        failsToOpen(forbidden, 1, 1);
        world.ceph.onceBefore(
                "site-b",
                opening(removed),
                () -> world.onTarget(pool -> {
                    pool.remove(removed, ProgressListener.SILENT);
                    return removed;
                }));

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.adopted()).isEqualTo(made.size());
        assertThat(outcome.refused()).isEqualTo(4);
        assertThat(outcome.refusals()).allSatisfy(refusal -> {
            assertThat(refusal.reason().code()).isEqualTo("IMAGE_UNREADABLE");
            assertThat(refusal.reason().text()).contains(refusal.image().image());
        });
        assertThat(outcome.refusals())
                .extracting(refusal -> refusal.image().image())
                .containsExactlyInAnyOrder(broken, headless, slow, forbidden);
        assertThat(outcome.refusals())
                .extracting(refusal -> refusal.ref().name())
                .contains("a\\xffb");
    }

    @Test
    void aClusterThatAnswersForNoImageIsAskedAgainAndByItsDeadlineTheOrderHasFailed() {
        backups(world.disk("vm-1", 4L * World.MIB), 1);
        List<String> strangers =
                Stream.of("1", "2", "3", "4", "5", "6").map(this::stranger).toList();
        loseRecords();
        strangers.forEach(image -> failsToOpen(image, 110, 1));
        assertThat(adopt(null).adopted()).isOne();

        loseRecords();
        strangers.forEach(image -> failsToOpen(image, 110, 100));
        AdoptionRequested order = order(null, Duration.ofHours(1));
        world.tell(order);
        world.work("adoption", order.adoption().toString());
        assertThat(world.outbox.events()).isEmpty();

        world.clock.advance(Duration.ofHours(1));
        world.work("adoption", order.adoption().toString());
        assertThat(world.outbox.only(AdoptionFailed.class).reason().code()).isEqualTo("RBD_ETIMEDOUT");
    }

    @Test
    void anOrderThatFailsForAReasonThatNobodyForesawEndsByItsDeadline() {
        AdoptionRequested order = order(null, Duration.ofHours(1));
        world.tell(order);
        world.ceph.onceBefore("site-b", "list images", () -> {
            throw new IllegalStateException("for a test");
        });
        assertThatThrownBy(world::workAll).hasMessage("for a test");

        world.clock.advance(Duration.ofHours(1));
        world.workAll();

        AdoptionFailed failed = world.outbox.only(AdoptionFailed.class);
        assertThat(failed.adoption()).isEqualTo(order.adoption());
        assertThat(failed.reason().code()).isEqualTo("NOT_LOOKED_AT");
    }

    private String stranger(String name) {
        return world.onTarget(pool -> {
            pool.create(name, ImageSpec.ofSize(0));
            try (var image = pool.open(ImageLocator.byName(name))) {
                return image.id().image();
            }
        });
    }

    private void failsToOpen(String image, int errno, int times) {
        for (int i = 0; i < times; i++) {
            world.ceph.onceBefore("site-b", opening(image), () -> {
                throw RbdException.of(errno, opening(image), "image " + image + " for a test");
            });
        }
    }

    private static String opening(String image) {
        return "open " + ImageLocator.byId(image);
    }

    @Test
    void aReplicaOfALineageThatIsKnownOtherwiseIsRefused() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        Copy made = backups(disk, 1).get(0);
        Map<String, String> words =
                world.onReplica(made, image -> image.metadata().list());
        copyWords("impostor", words, Map.of());
        copyWords("relative", words, Map.of("spirula.epoch", "7", "spirula.source", disk.id.fsid() + "/2//feed"));

        AdoptionCompleted outcome = adopt(null);

        assertThat(outcome.known()).isOne();
        assertThat(outcome.refusals())
                .extracting(
                        refusal -> refusal.ref().name() + " " + refusal.reason().code())
                .containsExactlyInAnyOrder("impostor EPOCH_TAKEN", "relative LINEAGE_CONFLICT");
        assertThat(outcome.refusals()).extracting(AdoptionRefusal::snapshot).containsOnlyNulls();
    }

    @Test
    void aPlaceThatDoesNotExistFailsTheOrder() {
        AdoptionRequested order = new AdoptionRequested(
                new AdoptionId(world.timeOrdered()),
                "site-b",
                "nowhere",
                null,
                "acme",
                "alice",
                world.clock.instant(),
                world.clock.instant().plusSeconds(60));
        world.tell(order);
        world.workAll();

        assertThat(world.outbox.all(AdoptionFailed.class))
                .singleElement()
                .satisfies(failed -> assertThat(failed.adoption()).isEqualTo(order.adoption()));
    }

    @Test
    void aCopyThatIsBeingMadeIsLeftToItsWorker() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        backups(disk, 1);
        disk.scribble(5);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(Moment.SNAPSHOT_COMMITTED, () -> {
            throw new IllegalStateException("for a test");
        });
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.TRANSFERRING);

        assertThat(adopt(null).known()).isEqualTo(2);

        world.clock.advance(Duration.ofMinutes(2));
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        assertThat(world.copy(snapshot).assurance()).isEqualTo(Assurance.VERIFIED);
    }

    private List<Copy> twoDisks() {
        World.Disk one = world.disk("vm-1", 4L * World.MIB);
        World.Disk other = world.disk("vm-2", 8L * World.MIB);
        List<Copy> made = new ArrayList<>(backups(one, 3));
        made.addAll(backups(other, 1));
        other.resize(6L * World.MIB);
        made.addAll(backups(other, 2));
        return made;
    }

    private List<Copy> backups(World.Disk disk, int count) {
        List<Copy> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            disk.scribble(5);
            Copy copy = disk.backup();
            assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
            made.add(copy);
        }
        return made;
    }

    private AdoptionCompleted adopt(String namespace) {
        AdoptionRequested order = order(namespace, Duration.ofHours(1));
        world.tell(order);
        world.workAll();
        return outcome(order);
    }

    private AdoptionRequested order(String namespace, Duration patience) {
        return new AdoptionRequested(
                new AdoptionId(world.timeOrdered()),
                "site-b",
                "rbd",
                namespace,
                "default",
                "alice",
                world.clock.instant(),
                world.clock.instant().plus(patience));
    }

    private AdoptionCompleted outcome(AdoptionRequested order) {
        return world.outbox.all(AdoptionCompleted.class).stream()
                .filter(outcome -> outcome.adoption().equals(order.adoption()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** What was told last of each copy. */
    private Map<Object, Copy> told() {
        Map<Object, Copy> copies = new HashMap<>();
        world.outbox
                .all(CopyChanged.class)
                .forEach(event -> copies.put(event.copy().id(), event.copy()));
        return copies;
    }

    private void loseRecords() {
        world.clock.advance(Duration.ofMinutes(1));
        world.outbox.forget();
        world.jdbc()
                .sql(
                        "truncate route, replica, replica_writer, head_seal, audit, copy, compared_digest, copy_lease, cancelled_run,"
                                + " policy, policy_target, route_release, move_checkpoint, move_checkpoint_part, adoption,"
                                + " adoption_replica, adoption_refusal")
                .update();
    }

    private void onReplica(Copy copy, String prefix, UnaryOperator<String> change) {
        world.onReplica(copy, image -> {
            String key = prefix + copy.snapshot();
            String before = image.metadata().get(key).orElseThrow();
            assertThat(change.apply(before)).isNotEqualTo(before);
            image.metadata().set(key, change.apply(before));
            return key;
        });
    }

    private void copyWords(String name, Map<String, String> words, Map<String, String> others) {
        world.onTarget(pool -> {
            pool.create(name, ImageSpec.ofSize(0));
            try (var image = pool.open(ImageLocator.byName(name))) {
                Map<String, String> all = new HashMap<>(words);
                all.putAll(others);
                all.forEach(image.metadata()::set);
                return image.id();
            }
        });
    }
}
