package io.spirula.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.LeaseRefused;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.RestoreCancelRequested;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkResult;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreIT {

    private static final ImageRef ON_A = new ImageRef("site-a", "rbd", "", "restored");
    private static final String ANOTHER_DIGEST =
            "sum256:0101010101010101010101010101010101010101010101010101010101010101";
    private static final ImageRef ON_B = new ImageRef("site-b", "rbd", "", "restored");

    private final World world = new World();
    private final ReplicaPoint replica = world.replica("vm-1", 7);

    @AfterEach
    void close() {
        world.close();
    }

    /** Works until nothing is left to do, and reads on the service's own topic what it told. */
    private void finish(RestoreRequested request) {
        work(request);
        world.outbox.all(RestoreCompleted.class).stream()
                .filter(completed -> completed.restore().equals(request.restore()))
                .forEach(world::tell);
        work(request);
        assertThat(world.isDue()).isFalse();
    }

    private void work(RestoreRequested request) {
        for (int i = 0; i < 10 && world.isDue(); i++) {
            world.work(request);
        }
    }

    private String failure(RestoreRequested request) {
        finish(request);
        assertThat(world.outbox.all(RestoreCompleted.class)).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        RestoreFailed failed = world.outbox.only(RestoreFailed.class);
        assertThat(failed.restore()).isEqualTo(request.restore());
        return failed.reason().code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"site-a", "site-b"})
    void aCopyHasTheBytesOfThePointAndNothingOfOurs(String cluster) {
        ImageRef destination = new ImageRef(cluster, "rbd", "", "restored");
        RestoreRequested request = world.request(replica, destination, false);
        world.grant(request);
        finish(request);

        RestoreCompleted completed = world.outbox.only(RestoreCompleted.class);
        assertThat(completed.compared()).isTrue();
        assertThat(completed.instant()).isFalse();
        assertThat(completed.bytesWritten()).isEqualTo(3 << 20);
        assertThat(completed.image()).isEqualTo(world.idOf(destination));
        assertThat(world.equal(destination, replica)).isTrue();
        assertThat(world.metadata(destination)).doesNotContain("spirula");
        assertThat(world.images(cluster)).noneMatch(name -> name.contains("restoring"));
        assertThat(world.outbox.all(RestoreStarted.class)).hasSize(1);
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
    }

    @Test
    void aCopyThatIsStillWhatItWasWhenItWasMadeIsToldWithItsDigest() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request, world.digest(replica));
        finish(request);

        assertThat(world.outbox.only(RestoreCompleted.class).digest()).isEqualTo(world.digest(replica));
        assertThat(world.equal(ON_A, replica)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {ANOTHER_DIGEST, "sum256:nonsense"})
    void aCopyThatIsNotWhatWasRecordedOfItIsNotHandedOut(String digest) {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request, digest);

        assertThat(failure(request)).isEqualTo("DIGEST_DIFFERS");
        assertThat(world.outbox.only(RestoreFailed.class).reason().text())
                .contains(
                        "spirula-point of replica site-b/rbd/vm-1",
                        digest,
                        world.digest(replica),
                        "--accept-other-digest",
                        "spirula verify");
        assertThat(world.images("site-a")).isEmpty();
    }

    private void assertAccepted(RestoreCompleted completed) {
        assertThat(completed.digest()).as("what the image has").isEqualTo(world.digest(replica));
        assertThat(completed.compared()).isTrue();
        assertThat(completed.accepted().code()).isEqualTo("DIGEST_DIFFERS");
        assertThat(completed.accepted().text()).contains(ANOTHER_DIGEST, world.digest(replica), "ann accepted");
    }

    @Test
    void aCopyThatIsNotWhatWasRecordedOfItIsHandedOutToWhoAcceptsThatAndIsToldAsSuch() {
        RestoreRequested request = world.request(replica, ON_A, false, true);
        world.grant(request, ANOTHER_DIGEST);
        finish(request);

        assertAccepted(world.outbox.only(RestoreCompleted.class));
        assertThat(world.equal(ON_A, replica)).isTrue();
    }

    @Test
    void whoAcceptsAnyDigestAndGetsTheRecordedOneAcceptedNothing() {
        RestoreRequested request = world.request(replica, ON_A, false, true);
        world.grant(request, world.digest(replica));
        finish(request);

        assertThat(world.outbox.only(RestoreCompleted.class).accepted()).isNull();
        assertThat(world.outbox.only(RestoreCompleted.class).digest()).isEqualTo(world.digest(replica));
    }

    @Test
    void aCloneIsNotReadAndSoTellsNoDigest() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request, ANOTHER_DIGEST);
        finish(request);

        assertThat(world.outbox.only(RestoreCompleted.class).digest()).isNull();
    }

    @Test
    void anInstantRestoreIsACloneThatIsFlattenedBeforeItsLeaseEnds() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(6))).isInstanceOf(LostLeaseException.class);

        RestoreCompleted completed = world.outbox.only(RestoreCompleted.class);
        assertThat(completed.instant()).isTrue();
        assertThat(completed.compared()).isFalse();
        assertThat(world.equal(ON_B, replica)).isTrue();
        assertThat(world.metadata(ON_B)).isEqualTo(mark(request));
        assertThat(world.outbox.all(LeaseReleased.class)).isEmpty();

        finish(request);
        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
        assertThat(world.standsAlone(ON_B)).isTrue();
        assertThat(world.outbox.only(RestoreFlattened.class).image()).isEqualTo(completed.image());
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.equal(ON_B, replica)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"running", "absent"})
    void aRestoreThatEndedSinceTheDatabaseWasBackedUpIsNeitherMadeAgainNorEndedAgain(String backup) {
        RestoreRequested request = world.request(replica, ON_B, false);
        world.grant(request);
        finish(request);
        RestoreCompleted told = world.outbox.only(RestoreCompleted.class);
        world.setBack(request, backup.equals("absent") ? null : backup);
        world.outbox.forget();
        world.clock.advance(Duration.ofHours(1));

        world.caughtUp = false;
        world.work(request);
        assertThat(world.outbox.events()).isEmpty();
        world.tell(told);
        world.tell(request);
        world.caughtUp = true;
        world.work(request);

        assertThat(world.outbox.events()).isEmpty();
        assertThat(world.state(request)).isEqualTo("completed");
        assertThat(world.equal(ON_B, replica)).isTrue();
        assertThat(world.isDue()).isFalse();
    }

    @Test
    void aCloneOfWhichTheDatabaseKnowsNothingIsStillFlattened() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(6))).isInstanceOf(LostLeaseException.class);
        RestoreCompleted told = world.outbox.only(RestoreCompleted.class);
        world.setBack(request, null);
        world.outbox.forget();

        world.tell(told);
        world.tell(request);
        finish(request);

        assertThat(world.standsAlone(ON_B)).isTrue();
        assertThat(world.outbox.all(RestoreCompleted.class)).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
    }

    @Test
    void whatEndedLongAgoIsForgottenUnlessSomethingIsLeftToDo() {
        RestoreRequested refused = world.request(replica, ON_A, true);
        world.grant(refused);
        assertThat(failure(refused)).isEqualTo("INSTANT_NEEDS_REPLICA_CLUSTER");
        RestoreRequested clone = world.request(replica, ON_B, true);
        world.grant(clone);
        assertThatThrownBy(() -> world.work(world.turn(clone).dyingAfter(6))).isInstanceOf(LostLeaseException.class);
        RestoreCompleted told = world.outbox.only(RestoreCompleted.class);
        world.clock.advance(Duration.ofDays(119));
        world.forgetEnded();
        assertThat(world.count("restore")).isEqualTo(2);

        world.clock.advance(Duration.ofDays(2));
        world.forgetEnded();
        assertThat(world.count("restore")).isOne();
        assertThat(world.state(clone)).isEqualTo("completed");

        finish(clone);
        assertThat(world.standsAlone(ON_B)).isTrue();
        world.forgetEnded();
        assertThat(world.count("restore")).isZero();

        world.tell(told);
        assertThat(world.count("told_end")).isOne();
        world.forgetEnded();
        assertThat(world.count("told_end")).isZero();
    }

    @Test
    void anInstantRestoreToAnotherClusterIsRefused() {
        RestoreRequested request = world.request(replica, ON_A, true);
        world.grant(request);
        assertThat(failure(request)).isEqualTo("INSTANT_NEEDS_REPLICA_CLUSTER");
    }

    @Test
    void nothingIsTouchedBeforeTheLeaseIsGranted() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.work(request);
        assertThat(world.outbox.events()).hasOnlyElementsOfType(LeaseRequested.class);
        assertThat(world.images("site-a")).isEmpty();
    }

    @Test
    void aRefusedLeaseEndsTheRestoreWithItsReason() {
        RestoreRequested request = world.request(replica, ON_A, false);
        LeaseRequested asked = world.outbox.only(LeaseRequested.class);
        world.tell(new LeaseRefused(
                asked.lease(),
                asked.lineage(),
                asked.copy(),
                new Reason("COPY_LOST", "the copy is lost"),
                world.clock.instant()));
        assertThat(failure(request)).isEqualTo("COPY_LOST");
    }

    @Test
    void aLeaseThatIsNeverAnsweredEndsAtTheDeadline() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.work(request);
        world.clock.advance(Duration.ofMinutes(6));
        assertThat(failure(request)).isEqualTo("DEADLINE");
        world.grant(request);
        finish(request);
        assertThat(world.images("site-a")).isEmpty();
    }

    /** What held it up when it was told last. */
    private @Nullable Reason obstacle(RestoreRequested request) {
        Reason last = null;
        for (Event event : world.passing) {
            if (event instanceof RestoreProgressed progress
                    && progress.restore().equals(request.restore())) {
                last = progress.obstacle();
            }
        }
        return last;
    }

    @Test
    void aRestoreWhoseClusterIsAwayTellsSoAndIsTriedLessAndLessOftenUntilItsDeadline() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        world.ceph.fail("site-a", 110);
        List<WorkResult> results = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            results.add(world.work(request));
        }

        assertThat(results)
                .containsExactlyElementsOf(Stream.of(2, 4, 8, 16, 32, 60, 60)
                        .map(Duration::ofSeconds)
                        .map(WorkResult::again)
                        .toList());
        assertThat(obstacle(request)).isNotNull().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("RBD_ETIMEDOUT");
            assertThat(reason.text()).contains("site-a").contains("tried again until " + request.deadline());
        });
        world.clock.advance(Duration.ofSeconds(299));
        assertThat(world.work(request)).isEqualTo(WorkResult.again(Duration.ofSeconds(1)));

        world.ceph.fail("site-a", 0);
        finish(request);
        assertThat(obstacle(request)).isNull();
        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
    }

    @Test
    void anUnansweredLeaseIsToldWhenItIsMissed() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.work(request);
        assertThat(obstacle(request)).isNull();

        world.clock.advance(Duration.ofSeconds(6));
        world.work(request);

        assertThat(obstacle(request)).extracting(Reason::code).isEqualTo("LEASE_UNANSWERED");
    }

    @Test
    void aCopyThatWaitsForOthersTellsSo() {
        RestoreRequested first = world.request(replica, ON_A, false);
        RestoreRequested second = world.request(replica, ON_B, false);
        world.grant(first);
        world.grant(second);
        world.ceph.onceBefore("site-a", "create image", () -> world.work(second));

        world.work(first);

        assertThat(obstacle(second)).extracting(Reason::code).isEqualTo("RESTORES_BUSY");
        finish(second);
        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anExistingImageIsNeverOverwritten(boolean instant) {
        world.inPool("site-b", pool -> {
            pool.create("restored", ImageSpec.ofSize(4096));
            return pool;
        });
        RestoreRequested request = world.request(replica, ON_B, instant);
        world.grant(request);
        assertThat(failure(request)).isEqualTo("DESTINATION_EXISTS");
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.size(ON_B)).isEqualTo(4096);
    }

    @Test
    void anImageThatTakesTheNameMeanwhileIsNotOverwrittenAndNothingIsLeft() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(6))).isInstanceOf(LostLeaseException.class);
        world.inPool("site-a", pool -> {
            pool.remove(world.idOf(ON_A).image(), ProgressListener.SILENT);
            pool.create("restored", ImageSpec.ofSize(4096));
            return pool;
        });
        finish(request);
        assertThat(world.outbox.only(RestoreFailed.class).reason().code()).isEqualTo("IMAGE_REMOVED");
        assertThat(world.images("site-a")).containsExactly("restored");
        assertThat(world.size(ON_A)).isEqualTo(4096);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aCopyWhoseProcessDiesAnywhereIsCompletedByTheNext(int commits) {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(commits)))
                .isInstanceOf(LostLeaseException.class);
        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.outbox.all(RestoreFailed.class)).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.images("site-a")).containsExactly("restored");
        assertThat(world.equal(ON_A, replica)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aCloneWhoseProcessDiesAnywhereIsCompletedByTheNext(int commits) {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(commits)))
                .isInstanceOf(LostLeaseException.class);
        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.outbox.all(RestoreFlattened.class)).hasSize(1);
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.equal(ON_B, replica)).isTrue();
    }

    @Test
    void aFailedRestoreLeavesNothingEvenWhenItsClusterWasAway() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(4))).isInstanceOf(LostLeaseException.class);
        assertThat(world.images("site-a")).hasSize(1);
        world.ceph.fail("site-a", 110);
        world.work(request);
        world.clock.advance(Duration.ofMinutes(6));
        world.work(request);
        world.clock.advance(Duration.ofMinutes(2));
        world.work(request);
        RestoreFailed failed = world.outbox.only(RestoreFailed.class);
        assertThat(failed.reason().code()).isEqualTo("DEADLINE");
        assertThat(failed.reason().text()).contains("spirula-restoring");

        world.ceph.fail("site-a", 0);
        finish(request);
        assertThat(world.images("site-a")).isEmpty();
    }

    @Test
    void aCopyThatIsGoneIsNamed() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        world.onImage(replica.ref(), image -> {
            image.snapshots().remove(replica.snapshotId());
            return image;
        });
        assertThat(failure(request)).isEqualTo("COPY_GONE");
        assertThat(world.images("site-a")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8c6f7a3e-0000-4000-8000-000000000000"})
    void anImageOfTheTemporaryNameThatIsNotOursStays(String markedAsOf) {
        RestoreRequested request = world.request(replica, ON_A, false);
        ImageRef temporary = temporary(request);
        world.inPool("site-a", pool -> {
            pool.create(temporary.name(), ImageSpec.ofSize(4096));
            return pool;
        });
        if (!markedAsOf.isEmpty()) {
            world.onImage(temporary, image -> {
                image.metadata().set("spirula.restore", markedAsOf);
                return image;
            });
        }
        world.grant(request);
        assertThat(failure(request)).isEqualTo("TEMPORARY_NAME_TAKEN");
        assertThat(world.images("site-a")).containsExactly(temporary.name());
        assertThat(world.ceph.blocklisted("site-a")).isEmpty();
    }

    private static ImageRef temporary(RestoreRequested request) {
        ImageRef destination = request.destination();
        return new ImageRef(
                destination.cluster(),
                destination.pool(),
                "",
                destination.name() + ".spirula-restoring-"
                        + request.restore().toString().replace("-", "").substring(24));
    }

    /** The database was put back to before the restore was asked for, and reads that again. */
    private void forgetAndAskAgain(RestoreRequested request) {
        world.setBack(request, null);
        world.outbox.forget();
        world.tell(request);
        world.grant(request);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHalfMadeImageThatTheDatabaseForgotIsMadeAnew(boolean instant) {
        RestoreRequested request = world.request(replica, ON_B, instant);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(3))).isInstanceOf(LostLeaseException.class);
        assertThat(world.images("site-b")).contains(temporary(request).name());

        forgetAndAskAgain(request);
        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.equal(ON_B, replica)).isTrue();
        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
    }

    /** All metadata of its image from its final name on, until its end was told. */
    private static String mark(RestoreRequested request) {
        return "{spirula.restore=" + request.restore() + "}";
    }

    /** It has its name, and its process died before that was on record. */
    private RestoreRequested named(ImageRef destination, boolean instant) {
        return named(world.request(replica, destination, instant));
    }

    private RestoreRequested named(RestoreRequested request) {
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(request.instant() ? 5 : 6)))
                .isInstanceOf(LostLeaseException.class);
        assertThat(world.outbox.all(RestoreCompleted.class)).isEmpty();
        assertThat(world.metadata(request.destination())).isEqualTo(mark(request));
        return request;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageInItsPlaceThatTheDatabaseForgotIsComparedAndTakenUp(boolean instant) {
        RestoreRequested request = named(ON_B, instant);
        ImageId image = world.idOf(ON_B);

        forgetAndAskAgain(request);
        finish(request);

        RestoreCompleted completed = world.outbox.only(RestoreCompleted.class);
        assertThat(completed.image()).isEqualTo(image);
        assertThat(completed.bytesWritten()).isBetween(instant ? 0L : 3 << 20, instant ? 0L : World.SIZE);
        assertThat(world.idOf(ON_B)).isEqualTo(image);
        assertThat(world.standsAlone(ON_B)).isTrue();
        assertThat(world.equal(ON_B, replica)).isTrue();
        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.ceph.blocklisted("site-b")).isEmpty();
    }

    private void forgetAndAskAgain(RestoreRequested request, String digest) {
        world.setBack(request, null);
        world.outbox.forget();
        world.tell(request);
        world.grant(request, digest);
    }

    @Test
    void anImageInItsPlaceIsTakenUpWithTheDigestOfItsPoint() {
        RestoreRequested request = named(ON_B, false);

        forgetAndAskAgain(request, world.digest(replica));
        finish(request);

        assertThat(world.outbox.only(RestoreCompleted.class).digest()).isEqualTo(world.digest(replica));
    }

    @Test
    void anImageInItsPlaceOfACopyThatIsNotWhatWasRecordedOfItIsLeftToItsOwner() {
        RestoreRequested request = named(ON_B, false);

        forgetAndAskAgain(request, ANOTHER_DIGEST);

        assertThat(failure(request)).isEqualTo("DIGEST_DIFFERS");
        assertThat(world.outbox.only(RestoreFailed.class).reason().text()).contains("has its name already, and stays");
        assertThat(world.equal(ON_B, replica)).isTrue();
    }

    @Test
    void anImageInItsPlaceIsTakenUpWithWhatIsAccepted() {
        RestoreRequested request = named(world.request(replica, ON_B, false, true));

        forgetAndAskAgain(request, ANOTHER_DIGEST);
        finish(request);

        assertAccepted(world.outbox.only(RestoreCompleted.class));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageInItsPlaceKeepsItsMarkUntilItsEndWasTold(boolean instant) {
        RestoreRequested request = world.request(replica, ON_B, instant);
        world.grant(request);
        work(request);
        RestoreCompleted told = world.outbox.only(RestoreCompleted.class);
        assertThat(world.metadata(ON_B)).isEqualTo(mark(request));
        assertThat(world.standsAlone(ON_B)).isTrue();
        int events = world.outbox.events().size();

        world.tell(told);
        world.ceph.fail("site-b", 110);
        work(request);
        assertThat(world.isDue()).isTrue();
        world.ceph.fail("site-b", 0);
        work(request);

        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
        assertThat(world.isDue()).isFalse();
        assertThat(world.outbox.events()).hasSize(events);
    }

    /** Recorded, but not told: the backup of the database knows nothing of it. */
    @ParameterizedTest
    @ValueSource(strings = {"absent", "running", "verified"})
    void aRecordedEndThatTheDatabaseForgotBeforeItWasToldIsTold(String backup) {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        work(request);
        ImageId image = world.outbox.only(RestoreCompleted.class).image();
        world.outbox.forget();

        if (backup.equals("absent")) {
            forgetAndAskAgain(request);
        } else {
            world.setBack(request, backup);
        }
        finish(request);

        assertThat(world.outbox.only(RestoreCompleted.class).image()).isEqualTo(image);
        assertThat(world.metadata(ON_A)).doesNotContain("spirula");
        assertThat(world.images("site-a")).containsExactly("restored");
    }

    private void scribble(ImageRef ref) {
        world.onImage(ref, image -> {
            ByteBuffer data = ByteBuffer.allocateDirect(4096);
            data.put(0, (byte) 1);
            image.write(0, data);
            return image;
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageInItsPlaceThatIsNotEqualToTheCopyAnyMoreIsLeftToItsOwner(boolean instant) {
        RestoreRequested request = named(ON_B, instant);
        ImageId image = world.idOf(ON_B);
        scribble(ON_B);

        forgetAndAskAgain(request);

        assertThat(failure(request)).isEqualTo("DESTINATION_EXISTS");
        assertThat(world.outbox.only(RestoreFailed.class).reason().text())
                .contains("first difference at offset 0")
                .contains("stays");
        assertThat(world.idOf(ON_B)).isEqualTo(image);
        assertThat(world.equal(ON_B, replica)).isFalse();
        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
    }

    @Test
    void anImageInItsPlaceOfAnotherRestoreIsNotTakenUp() {
        RestoreRequested other = named(ON_A, false);
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        for (int i = 0; i < 5; i++) {
            world.work(request);
        }

        assertThat(world.outbox.only(RestoreFailed.class).reason().code()).isEqualTo("DESTINATION_EXISTS");
        assertThat(world.metadata(ON_A)).isEqualTo(mark(other));
    }

    @Test
    void anImageInItsPlaceOfARestoreThatIsTooLateIsLeftToItsOwner() {
        RestoreRequested request = named(ON_A, false);
        world.clock.advance(Duration.ofMinutes(6));

        forgetAndAskAgain(request);

        assertThat(failure(request)).isEqualTo("DEADLINE");
        assertThat(world.outbox.only(RestoreFailed.class).reason().text()).contains("stays");
        assertThat(world.equal(ON_A, replica)).isTrue();
        assertThat(world.metadata(ON_A)).doesNotContain("spirula");
    }

    @Test
    void anImageInItsPlaceOfARestoreThatWasCancelledAfterThatIsLeftToItsOwner() {
        RestoreRequested request = named(ON_A, false);

        forgetAndAskAgain(request);
        cancel(request);
        finish(request);

        assertThat(world.outbox.only(RestoreCancelled.class).reason().text())
                .startsWith("cancelled by ann")
                .contains("stays");
        assertThat(world.equal(ON_A, replica)).isTrue();
        assertThat(world.metadata(ON_A)).doesNotContain("spirula");
    }

    /** Nobody has told it that the database was set back under it. */
    @Test
    void anAttemptThatIsNotTheNewestAnyMoreTakesNoName() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(5))).isInstanceOf(LostLeaseException.class);
        assertThat(world.images("site-a")).containsExactly(temporary(request).name());
    }

    @Test
    void aLeaseThatIsToldBeforeItsRestoreIsKnownCounts() {
        RestoreRequested request = world.request(replica, ON_B, false);
        world.setBack(request, null);
        world.grant(request);
        world.tell(request);

        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.equal(ON_B, replica)).isTrue();
    }

    @Test
    void aRefusalThatIsToldBeforeItsRestoreIsKnownCounts() {
        RestoreRequested request = world.request(replica, ON_B, false);
        world.setBack(request, null);
        world.tell(new LeaseRefused(
                LeaseId.ofRestore(request.restore()),
                request.lineage(),
                request.copy(),
                new Reason("COPY_LOST", "it went"),
                world.clock.instant()));
        world.tell(request);

        assertThat(failure(request)).isEqualTo("COPY_LOST");
    }

    @Test
    void anAnswerAboutALeaseWhoseRestoreIsNeverHeardOfIsForgotten() {
        RestoreRequested request = world.request(replica, ON_B, false);
        world.setBack(request, null);
        world.grant(request);
        assertThat(world.count("told_lease")).isOne();

        world.clock.advance(Duration.ofDays(1000));
        world.forgetEnded();

        assertThat(world.count("told_lease")).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anImageThatTheDatabaseForgotBeforeItWasMarkedIsMadeAnew(boolean instant) {
        RestoreRequested request = world.request(replica, ON_B, instant);
        world.grant(request);
        dieBeforeTheMark(request);

        forgetAndAskAgain(request);
        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.equal(ON_B, replica)).isTrue();
        assertThat(world.metadata(ON_B)).doesNotContain("spirula");
    }

    @Test
    void anUnmarkedCloneOfTheTemporaryNameToWhichSomebodyWroteStays() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        dieBeforeTheMark(request);
        world.onImage(temporary(request), image -> {
            image.write(0, ByteBuffer.allocateDirect(4096));
            return image;
        });

        forgetAndAskAgain(request);

        assertThat(failure(request)).isEqualTo("TEMPORARY_NAME_TAKEN");
        assertThat(world.images("site-b")).contains(temporary(request).name());
    }

    private void dieBeforeTheMark(RestoreRequested request) {
        world.ceph.onceBefore("site-b", "set metadata", () -> {
            throw new AssertionError("its process died here");
        });
        assertThatThrownBy(() -> world.work(request)).isInstanceOf(AssertionError.class);
        assertThat(world.images("site-b")).contains(temporary(request).name());
    }

    @Test
    void aPausedWriterThatTheDatabaseForgotIsShutOutAndItsImageMadeAnew() {
        RestoreRequested request = world.request(replica, ON_A, false);
        String paused = world.inPool("site-a", pool -> {
            String writer = pool.cluster().clientAddress();
            pool.create(temporary(request).name(), ImageSpec.ofSize(4096));
            try (RbdImage image =
                    pool.open(ImageLocator.byName(temporary(request).name()))) {
                image.metadata().set("spirula.restore", request.restore().toString());
                image.metadata().set("spirula.writer", writer);
                image.lock().acquire();
                world.grant(request);
                world.work(request);
            }
            return writer;
        });
        assertThat(world.ceph.blocklisted("site-a")).containsExactly(paused);

        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.images("site-a")).containsExactly("restored");
        assertThat(world.equal(ON_A, replica)).isTrue();
    }

    @Test
    void aClientThatDoesNotHoldTheLockIsNotShutOutThoughTheMarkNamesIt() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(3))).isInstanceOf(LostLeaseException.class);
        world.onImage(temporary(request), image -> {
            image.metadata().set("spirula.writer", "127.0.0.1:0/4711");
            return image;
        });

        forgetAndAskAgain(request);
        finish(request);

        assertThat(world.ceph.blocklisted("site-a")).isEmpty();
        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
    }

    @Test
    void aHalfMadeImageThatTheDatabaseForgotIsRemovedAlsoWhenItsRestoreIsTooLate() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(3))).isInstanceOf(LostLeaseException.class);
        assertThat(world.images("site-a")).isNotEmpty();
        world.clock.advance(Duration.ofMinutes(6));

        forgetAndAskAgain(request);
        world.onImage(temporary(request), used -> {
            world.work(request);
            return used;
        });

        assertThat(world.outbox.all(RestoreFailed.class)).isEmpty();
        assertThat(failure(request)).isEqualTo("DEADLINE");
        assertThat(world.images("site-a")).isEmpty();
    }

    @Test
    void aRestoreThatMadeNothingEndsThoughItsClusterIsAway() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.ceph.fail("site-a", 110);
        world.clock.advance(Duration.ofMinutes(6));
        assertThat(failure(request)).isEqualTo("DEADLINE");
    }

    @Test
    void aPoolThatDoesNotExistIsNamed() {
        RestoreRequested request = world.request(replica, new ImageRef("site-a", "nowhere", "", "restored"), false);
        world.grant(request);
        assertThat(failure(request)).isEqualTo("DESTINATION_POOL_MISSING");
    }

    @Test
    void everythingReadAgainChangesNothing() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        finish(request);
        int events = world.outbox.events().size();
        world.tell(request);
        world.grant(request);
        world.work(request);
        assertThat(world.outbox.events()).hasSize(events);
        assertThat(world.images("site-a")).containsExactly("restored");
    }

    @Test
    void aFaultIsTriedAgainAndEndsTheRestoreAtItsDeadline() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        world.fault.set(new IllegalStateException("a fault for a test"));
        assertThatThrownBy(() -> world.work(request)).isSameAs(world.fault.get());
        assertThat(world.outbox.all(RestoreFailed.class)).isEmpty();

        world.clock.advance(Duration.ofMinutes(6));
        assertThat(failure(request)).isEqualTo("RESTORE_FAULT");
    }

    @Test
    void aFaultInTheCleanUpDoesNotHideTheEnd() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(4))).isInstanceOf(LostLeaseException.class);
        world.fault.set(new IllegalStateException("a fault for a test"));
        world.clock.advance(Duration.ofMinutes(6));
        world.work(request);
        world.clock.advance(Duration.ofMinutes(2));
        world.work(request);
        assertThat(world.outbox.only(RestoreFailed.class).reason().code()).isEqualTo("DEADLINE");

        world.fault.set(null);
        finish(request);
        assertThat(world.images("site-a")).isEmpty();
    }

    @Test
    void aLeftoverThatSomebodyUsesShutsNobodyOutHoweverOftenItsRemovalIsTried() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(4))).isInstanceOf(LostLeaseException.class);
        String dead = world.writer();
        world.clock.advance(Duration.ofMinutes(6));
        String leftover = world.images("site-a").get(0);
        world.onImage(new ImageRef("site-a", "rbd", "", leftover), used -> {
            for (int i = 0; i < 4; i++) {
                world.work(request);
                world.clock.advance(Duration.ofMinutes(1));
            }
            return used;
        });
        assertThat(world.outbox.only(RestoreFailed.class).reason().text()).contains(leftover);
        assertThat(world.ceph.blocklisted("site-a")).containsExactly(dead);

        finish(request);
        assertThat(world.images("site-a")).isEmpty();
        assertThat(world.ceph.blocklisted("site-a")).containsExactly(dead);
    }

    @Test
    void aClientIsRecordedBeforeItRemovesAnything() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(4))).isInstanceOf(LostLeaseException.class);
        String former = world.writer();
        assertThat(world.images("site-a")).hasSize(1);

        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(1))).isInstanceOf(LostLeaseException.class);

        assertThat(world.images("site-a")).isEmpty();
        assertThat(world.writer()).isNotEqualTo(former);
    }

    private void cancel(RestoreRequested request) {
        world.tell(new RestoreCancelRequested(request.restore(), request.lineage(), "ann", world.clock.instant()));
    }

    private void assertCancelledAndNothingLeft(RestoreRequested request, String... images) {
        finish(request);
        RestoreCancelled cancelled = world.outbox.only(RestoreCancelled.class);
        assertThat(cancelled.restore()).isEqualTo(request.restore());
        assertThat(cancelled.reason()).isEqualTo(new Reason("CANCELLED", "cancelled by ann"));
        assertThat(world.outbox.all(RestoreFailed.class)).isEmpty();
        assertThat(world.outbox.all(RestoreCompleted.class)).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.images(request.destination().cluster())).containsExactly(images);
    }

    @Test
    void aRestoreThatIsCancelledWhileItWaitsForItsLeaseTouchesNothing() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.work(request);
        cancel(request);
        assertCancelledAndNothingLeft(request);
        assertThat(world.outbox.all(RestoreStarted.class)).isEmpty();

        int events = world.outbox.events().size();
        world.grant(request);
        cancel(request);
        finish(request);
        assertThat(world.outbox.events()).hasSize(events);
        assertThat(world.images("site-a")).isEmpty();
    }

    @Test
    void aRestoreThatIsCancelledWhileItWaitsForOthersLetsGo() {
        RestoreRequested first = world.request(replica, ON_A, false);
        RestoreRequested second = world.request(replica, ON_B, false);
        world.grant(first);
        world.grant(second);
        world.ceph.onceBefore("site-a", "create image", () -> {
            world.work(second);
            cancel(second);
            world.work(second);
        });

        world.work(first);

        assertThat(world.outbox.only(RestoreCancelled.class).restore()).isEqualTo(second.restore());
        assertThat(world.outbox.only(RestoreCompleted.class).restore()).isEqualTo(first.restore());
    }

    @ParameterizedTest
    @ValueSource(strings = {"create image", "set metadata", "write"})
    void aCopyThatIsCancelledHalfWayIsStoppedAndItsImageIsRemoved(String operation) {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        AtomicBoolean met = new AtomicBoolean();
        world.ceph.onceBefore("site-a", operation, () -> {
            met.set(true);
            cancel(request);
            world.clock.advance(Duration.ofSeconds(2));
        });
        world.work(request);
        assertThat(met).isTrue();
        assertCancelledAndNothingLeft(request);
    }

    @Test
    void aCloneThatIsCancelledBeforeItHasItsNameIsRemoved() {
        RestoreRequested request = world.request(replica, ON_B, true);
        world.grant(request);
        world.ceph.onceBefore("site-b", "clone snapshot", () -> cancel(request));
        assertCancelledAndNothingLeft(request, "vm-1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRestoreWhoseImageHasItsNameIsCompletedWhateverIsAskedAfterThat(boolean instant) {
        RestoreRequested request = world.request(replica, ON_B, instant);
        world.grant(request);
        world.ceph.onceBefore("site-b", "rename image ", () -> cancel(request));
        finish(request);

        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
        assertThat(world.outbox.all(RestoreCancelled.class)).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
        assertThat(world.standsAlone(ON_B)).isTrue();
        cancel(request);
        finish(request);
        assertThat(world.images("site-b")).containsExactly("restored", "vm-1");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4})
    void aCancelledCopyWhoseProcessDiesAnywhereIsGivenUpByTheNext(int commits) {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(commits)))
                .isInstanceOf(LostLeaseException.class);
        cancel(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(0))).isInstanceOf(LostLeaseException.class);
        assertCancelledAndNothingLeft(request);
    }

    @Test
    void aCancelledRestoreIsToldEvenWhileItsImageCannotBeRemoved() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        assertThatThrownBy(() -> world.work(world.turn(request).dyingAfter(4))).isInstanceOf(LostLeaseException.class);
        world.ceph.fail("site-a", 110);
        cancel(request);
        world.work(request);
        assertThat(world.outbox.all(RestoreCancelled.class)).isEmpty();
        world.clock.advance(Duration.ofMinutes(2));
        world.work(request);
        assertThat(world.outbox.only(RestoreCancelled.class).reason().text()).contains("spirula-restoring");

        world.ceph.fail("site-a", 0);
        finish(request);
        assertThat(world.images("site-a")).isEmpty();
        assertThat(world.outbox.all(LeaseReleased.class)).hasSize(1);
    }

    @Test
    void aCancellationThatIsReadAgainAfterTheEndChangesNothing() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        finish(request);
        int events = world.outbox.events().size();
        cancel(request);
        finish(request);
        assertThat(world.outbox.events()).hasSize(events);
        assertThat(world.images("site-a")).containsExactly("restored");
    }

    @Test
    void anObstacleThatComesBackAfterTheCopyWasProvenIsTriedAgainSoon() {
        RestoreRequested request = world.request(replica, ON_A, false);
        world.grant(request);
        world.ceph.fail("site-a", 110);
        for (int i = 0; i < 4; i++) {
            world.work(request);
        }
        world.ceph.fail("site-a", 0);
        world.ceph.onceBefore("site-a", "rename image ", () -> {
            throw RbdException.of(110, "rename image", "site-a");
        });

        assertThat(world.work(request)).isEqualTo(WorkResult.again(Duration.ofSeconds(2)));
        finish(request);
        assertThat(world.outbox.all(RestoreCompleted.class)).hasSize(1);
    }
}
