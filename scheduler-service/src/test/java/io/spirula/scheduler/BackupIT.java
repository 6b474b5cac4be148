package io.spirula.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.AuditRecorded;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.RunCancelled;
import io.spirula.contracts.event.RunCompleted;
import io.spirula.contracts.event.RunFailed;
import io.spirula.contracts.event.RunSkipped;
import io.spirula.contracts.event.RunStarted;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import io.spirula.messaging.outbox.Retelling;
import io.spirula.scheduler.protection.DueReview;
import io.spirula.scheduler.run.RunHistory;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** From a policy to a point that can be restored, the other services being played by the test. */
class BackupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HOURLY = "schedule: { every: 24h }";
    private static SchedulerWorld world;

    @BeforeAll
    static void start() {
        world = new SchedulerWorld(Map.of());
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void aNewImageThatAPolicySelectsIsBackedUpAndItsPointIsListedOnceComplete() {
        see("one", "one", 1);
        JsonNode policy =
                world.api().apply("p-one", Facts.policy("p-one", "one", HOURLY)).expect(201);
        assertThat(policy.path("revision").asLong()).isPositive();
        assertThat(policy.path("images").asInt()).isEqualTo(1);

        BackupRequested request = awaitRequest("one");
        assertThat(world.transfers()
                        .await(RunStarted.class, event -> event.run().equals(request.run()))
                        .policy())
                .isEqualTo("p-one");
        assertThat(world.transfers()
                        .await(PolicyChanged.class, event -> event.name().equals("p-one"))
                        .tenant())
                .isEqualTo("default");
        world.snapshots().publish(Facts.snapshot(request));
        tell(request, CopyState.TRANSFERRING, 1);
        tell(request, CopyState.COMPLETE, 2);

        RunCompleted completed =
                world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        assertThat(completed.point()).isEqualTo(request.members().get(0).point());
        JsonNode points = world.api().get("/api/v1/points?image=site-a/rbd/one").expect(200);
        assertThat(points).hasSize(1);
        JsonNode copy = points.get(0).path("copies").get(0);
        assertThat(copy.path("state").asString()).isEqualTo("complete");
        assertThat(copy.path("assurance").asString()).isEqualTo("verified");
        assertThat(copy.path("digest").asString()).isEqualTo(Facts.DIGEST);
        assertThat(copy.path("replica").path("image").path("image").asString()).isEqualTo("rone");
        assertThat(run(request).path("state").asString()).isEqualTo("completed");

        JsonNode row = status("p-one");
        assertThat(row.path("targets").get(0).path("lastPoint").path("id").asString())
                .isEqualTo(completed.point().toString());
        assertThat(row.path("running").isNull()).isTrue();
    }

    @Test
    void aRunTellsHowFarAndHowFastItIsAndHowLongItTakes() {
        see("far", "far", 1);
        world.api().apply("p-far", Facts.policy("p-far", "far", HOURLY)).expect(201);
        BackupRequested request = awaitRequest("far");
        world.snapshots().publish(Facts.snapshot(request));
        tell(request, CopyState.TRANSFERRING, 1);
        Copy copy = Facts.copy(request, request.targets().get(0), CopyState.TRANSFERRING, 1);

        world.transfers().publish(progress(copy, null, 30L, 5L, null, 0));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode progress = run(request).path("progress");
            assertThat(progress.path("bytesKnown").asLong()).isEqualTo(30);
            assertThat(progress.path("bytesTotal").isNull()).isTrue();
            assertThat(progress.path("secondsLeft").isNull()).isTrue();
        });
        world.transfers().publish(progress(copy, 40L, 40L, 5L, 6L, 1));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode run = run(request);
            JsonNode progress = run.path("progress");
            assertThat(progress.path("bytesTotal").asLong()).isEqualTo(40);
            assertThat(progress.path("bytesPerSecond").asLong()).isEqualTo(5);
            assertThat(progress.path("secondsLeft").asLong()).isEqualTo(6);
            assertThat(run.path("targets").get(0).path("progress")).isEqualTo(progress);
        });
        assertThat(status("p-far").path("running").path("secondsLeft").asLong()).isEqualTo(6);
        tell(request, CopyState.COMPLETE, 2);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
    }

    private static TransferProgressed progress(
            Copy copy,
            @Nullable Long total,
            @Nullable Long known,
            @Nullable Long rate,
            @Nullable Long left,
            int second) {
        return new TransferProgressed(
                copy.id(),
                copy.run(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                "move",
                10,
                total,
                known,
                rate,
                left,
                Facts.NOW.plusSeconds(second));
    }

    @Test
    void whatAPolicyLimitsIsToldToWhoMoves() {
        String limits =
                "limits: { bandwidth: 50MiB/s, windows: [ { from: \"22:00\", to: \"06:00\", zone: Europe/Berlin,"
                        + " bandwidth: unlimited } ] }";
        JsonNode policy = world.api()
                .apply("p-slow", Facts.policy("p-slow", "slow", HOURLY + "\n" + limits))
                .expect(201);
        assertThat(policy.path("spec").path("limits").path("bandwidth").asLong())
                .isEqualTo(50 << 20);

        PolicyChanged told = world.transfers()
                .await(PolicyChanged.class, event -> event.name().equals("p-slow"));
        assertThat(told.spec().limits())
                .isEqualTo(new Limits(
                        50L << 20,
                        List.of(new BandwidthWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), "Europe/Berlin", null))));
    }

    @Test
    void applyingTheSameManifestAgainChangesNothingAndEachChangeIsANewRevision() {
        String manifest = Facts.policy("p-same", "same-*", HOURLY);
        long first = revision(world.api().apply("p-same", manifest).expect(201));
        assertThat(revision(world.api().apply("p-same", manifest).expect(200))).isEqualTo(first);
        long second = revision(world.api()
                .apply("p-same", Facts.policy("p-same", "same-*", "schedule: { every: 12h }"))
                .expect(200));
        assertThat(second).isGreaterThan(first);
        JsonNode paused = world.api().post("/api/v1/policies/p-same/pause", "").expect(200);
        assertThat(paused.path("paused").asBoolean()).isTrue();
        long resumed =
                revision(world.api().post("/api/v1/policies/p-same/resume", "").expect(200));
        assertThat(revision(paused)).isStrictlyBetween(second, resumed);
        world.api().delete("/api/v1/policies/p-same").expect(204);
        world.api().get("/api/v1/policies/p-same").expect(404);
        long deleted = world.transfers()
                .await(PolicyDeleted.class, event -> event.name().equals("p-same"))
                .revision();
        assertThat(deleted).isGreaterThan(resumed);
        assertThat(revision(world.api().apply("p-same", manifest).expect(201))).isGreaterThan(deleted);
    }

    @Test
    void policiesAreToldAgainAsTheyWereToldLastAlsoThoseThatWereDeleted() {
        for (String name : List.of("p-kept", "p-ended")) {
            world.api().apply(name, Facts.policy(name, name, HOURLY)).expect(201);
        }
        world.api().post("/api/v1/policies/p-kept/pause", "").expect(200);
        world.api().delete("/api/v1/policies/p-ended").expect(204);
        PolicyChanged kept = world.transfers()
                .await(PolicyChanged.class, event -> event.name().equals("p-kept") && event.paused());
        PolicyDeleted ended = world.transfers()
                .await(PolicyDeleted.class, event -> event.name().equals("p-ended"));

        tellPoliciesAgain();

        await("both to be told twice").atMost(PATIENCE).untilAsserted(() -> {
            assertThat(world.transfers().events(PolicyChanged.class))
                    .filteredOn(kept::equals)
                    .hasSize(2);
            assertThat(world.transfers().events(PolicyDeleted.class))
                    .filteredOn(ended::equals)
                    .hasSize(2);
        });
        assertThat(world.transfers().events(PolicyChanged.class))
                .filteredOn(event -> List.of("p-kept", "p-ended").contains(event.name()))
                .hasSize(4);
    }

    /** As when their topic was lost. */
    private static void tellPoliciesAgain() {
        Retelling policies = world.first().getBeansOfType(Retelling.class).values().stream()
                .filter(retelling -> retelling.topic() == Topic.POLICY)
                .findFirst()
                .orElseThrow();
        TransactionTemplate transactions = world.first().getBean(TransactionTemplate.class);
        Optional<String> last = Optional.empty();
        do {
            String after = last.orElse(null);
            last = Objects.requireNonNull(transactions.execute(status -> policies.tellAfter(after)));
        } while (last.isPresent());
    }

    @Test
    void aRunFailsWithTheReasonOfItsCopyAndLateNewsOfTheCopyChangesTheRunNoMore() {
        BackupRequested request = protect("failing");
        tell(request, CopyState.FAILED, 2);
        RunFailed failed =
                world.transfers().await(RunFailed.class, event -> event.run().equals(request.run()));
        assertThat(failed.reason().code()).isEqualTo("TARGET_FULL");
        awaitAudit(request, "run.request", AuditOutcome.FAILED, "service:scheduler");
        assertThat(failed.reason().text()).contains("dr");
        assertThat(points("failing")).isZero();
        assertThat(world.api().get("/api/v1/points?image=failing&all=true").expect(200))
                .hasSize(1);

        tell(request, CopyState.TRANSFERRING, 1);
        tell(request, CopyState.COMPLETE, 3);
        await("the late copy to be a point")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(points("failing")).isEqualTo(1));
        assertThat(run(request).path("state").asString()).isEqualTo("failed");
        world.settle();
        assertThat(terminalEvents(request)).isEqualTo(1);
    }

    @Test
    void eventsThatComeTwiceOrInTheWrongOrderDoNoHarm() {
        BackupRequested request = protect("twice");
        world.snapshots().publish(Facts.snapshot(request));
        tell(request, CopyState.COMPLETE, 5);
        tell(request, CopyState.PENDING, 1);
        tell(request, CopyState.COMPLETE, 5);
        world.snapshots().publish(Facts.snapshot(request));
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        tell(request, CopyState.TRANSFERRING, 2);
        BackupRequested another = requestManually("twice");
        tell(another, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(another.run()));
        world.settle();
        assertThat(terminalEvents(request)).isEqualTo(1);
        assertThat(points("twice")).isEqualTo(2);
        assertThat(copyState(request)).isEqualTo("complete");
    }

    @Test
    void aSnapshotThatCannotBeMadeFailsTheRun() {
        BackupRequested request = protect("unsnappable");
        var member = request.members().get(0);
        world.snapshots()
                .publish(new SnapshotFailed(
                        request.run(),
                        member.point(),
                        member.lineage(),
                        member.image(),
                        member.ref(),
                        request.policy(),
                        new Reason("IMAGE_GONE", "image unsnappable does not exist any more"),
                        Facts.NOW));
        assertThat(world.transfers()
                        .await(RunFailed.class, event -> event.run().equals(request.run()))
                        .reason()
                        .code())
                .isEqualTo("IMAGE_GONE");
    }

    @Test
    void aCancelledRunEndsAtOnceAndAsksForItsWorkToBeGivenUp() {
        BackupRequested request = protect("cancelled");
        assertThat(world.api()
                        .post("/api/v1/runs/" + request.run() + "/cancel", "")
                        .expect(202)
                        .path("state")
                        .asString())
                .isEqualTo("cancelled");
        world.transfers().await(CancelRequested.class, event -> event.run().equals(request.run()));
        world.transfers().await(RunCancelled.class, event -> event.run().equals(request.run()));
        awaitAudit(request, "run.cancel", AuditOutcome.COMPLETED, "bootstrap-admin");
        awaitAudit(request, "run.request", AuditOutcome.CANCELLED, "service:scheduler");
        tell(request, CopyState.FAILED, 2);
        BackupRequested another = requestManually("cancelled");
        awaitAudit(another, "run.request", AuditOutcome.ACCEPTED, "bootstrap-admin");
        tell(another, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(another.run()));
        awaitAudit(another, "run.request", AuditOutcome.COMPLETED, "bootstrap-admin");
        assertThat(world.api()
                        .post("/api/v1/runs/" + another.run() + "/cancel", "")
                        .code())
                .isEqualTo("ENDED");
    }

    private static void awaitAudit(BackupRequested run, String action, AuditOutcome outcome, String actor) {
        AuditRecorded audit = world.transfers()
                .await(
                        AuditRecorded.class,
                        event -> event.object().equals("run/" + run.run())
                                && event.action().equals(action)
                                && event.outcome() == outcome);
        assertThat(audit.actor()).isEqualTo(actor);
        assertThat(audit.tenant()).isEqualTo(run.tenant());
    }

    @Test
    void aBackupByHandIsDoneOnceForOneIdempotencyKeyAndRefusedWhileTheTargetIsBusy() {
        BackupRequested first = protect("byhand");
        String body = "{\"images\": [\"byhand\"]}";
        ApiClient.Answer busy = world.api().post("/api/v1/runs", body);
        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.code()).isEqualTo("BUSY");
        assertThat(busy.contentType()).startsWith("application/problem+json");
        assertThat(busy.json().path("detail").asString()).contains(first.run().toString());
        tell(first, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(first.run()));

        String key = "key-1";
        JsonNode once =
                world.api().post("/api/v1/runs", body, "Idempotency-Key", key).expect(202);
        JsonNode again =
                world.api().post("/api/v1/runs", body, "Idempotency-Key", key).expect(202);
        assertThat(again.get(0).path("id")).isEqualTo(once.get(0).path("id"));
        assertThat(world.api()
                        .post("/api/v1/runs", "{\"images\": [\"other\"]}", "Idempotency-Key", key)
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(world.api()
                        .post("/api/v1/runs", "{\"images\": [\"nowhere\"]}")
                        .code())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void aPolicyThatWantsWhatAnotherHasIsRefusedNamingBothAndTheImage() {
        see("contested", "contested", 1);
        world.api().apply("first", Facts.policy("first", "contested", HOURLY)).expect(201);
        ApiClient.Answer refused = world.api().apply("second", Facts.policy("second", "contest*", HOURLY));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("POLICY_CONFLICT");
        assertThat(refused.json().path("detail").asString()).contains("first", "second", "site-a/rbd/contested");
        world.api().get("/api/v1/policies/second").expect(404);
    }

    @Test
    void aNewImageThatTwoPoliciesMatchStaysWithTheOlderOneAndTheOtherSaysSo() {
        world.api().apply("older", Facts.policy("older", "late-*", HOURLY)).expect(201);
        world.api().apply("younger", Facts.policy("younger", "*-late", HOURLY)).expect(201);
        see("late", "late-late", 1);
        assertThat(awaitRequest("late").policy()).isEqualTo("older");
        JsonNode younger = world.api().get("/api/v1/policies/younger").expect(200);
        assertThat(younger.path("images").asInt()).isZero();
        assertThat(younger.path("warnings").toString()).contains("older", "late-late");
        assertThat(status("younger").path("waiting").asString()).contains("older");
    }

    @Test
    void anImageThatNoPolicySelectsAnyMoreIsReleasedOnceAndItsRunsAreCancelled() {
        BackupRequested request = protect("released");
        world.api().delete("/api/v1/policies/p-released").expect(204);
        ReleaseRequested release = awaitRelease("released");
        assertThat(release.requestedBy()).contains("p-released");
        world.transfers().await(RunCancelled.class, event -> event.run().equals(request.run()));
        see("released", "released", 2);
        see("released", "released-renamed", 3);
        world.settle();
        assertThat(releases("released")).isEqualTo(1);

        world.snapshots().publish(Facts.snapshot(request));
        await("a snapshot that comes after the release to be released too")
                .atMost(PATIENCE)
                .until(() -> releases("released") == 2);
    }

    @Test
    void aTargetThatOneOfTwoPoliciesDropsIsReleasedAloneAndAMovedOneIsNot() {
        String labelled = Facts.policy("drop-x", "drop", HOURLY)
                .replace("images: [\"drop\"]", "images: [\"drop\"], labels: { keep: \"yes\" }");
        String other = Facts.policy("drop-y", "drop", HOURLY)
                .replace(
                        "name: dr, type: rbd, cluster: site-b, pool: rbd",
                        "name: y, type: rbd, cluster: site-b, pool: ssd");
        world.snapshots().publish(Facts.observed("drop", Facts.ref("drop"), 1, false, Map.of("keep", "yes")));
        world.api().apply("drop-x", labelled).expect(201);
        world.api().apply("drop-y", other).expect(201);
        await("both policies to protect the image")
                .atMost(PATIENCE)
                .until(() -> requests("drop").size() == 2);

        see("drop", "drop", 2);
        ReleaseRequested release = awaitRelease("drop");
        assertThat(release.targets()).extracting(TargetRef::name).containsExactly("dr");
        assertThat(releases("drop")).isEqualTo(1);

        world.api().delete("/api/v1/policies/drop-y").expect(204);
        await("the whole image to be released").atMost(PATIENCE).until(() -> releases("drop") == 2);
        assertThat(world.transfers().events(ReleaseRequested.class).stream()
                        .filter(event -> event.lineage().equals(Facts.lineage("drop")))
                        .map(ReleaseRequested::targets))
                .contains((List<TargetRef>) null);
        world.api().delete("/api/v1/policies/drop-x").expect(204);
    }

    @Test
    void anImageInTheTrashIsReleasedAndItsPointsStayListed() {
        BackupRequested request = protect("trashed");
        tell(request, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        world.snapshots().publish(Facts.observed("trashed", Facts.ref("trashed"), 2, true, Map.of()));
        awaitRelease("trashed");
        world.snapshots().publish(Facts.gone("trashed", "trashed", 3));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.api()
                                .get("/api/v1/images?image=trashed")
                                .expect(200)
                                .path(0)
                                .path("gone")
                                .asBoolean())
                        .isTrue());
        assertThat(points("trashed")).isEqualTo(1);
        see("trashed-again", "trashed", 1);
        await("the new image to be protected under a lineage of its own")
                .atMost(PATIENCE)
                .until(() -> !requests("trashed-again").isEmpty());
        assertThat(points("trashed")).isEqualTo(1);
    }

    @Test
    void aRenamedImageKeepsItsLineageAndItsPoints() {
        BackupRequested request = protect("before");
        tell(request, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        world.api()
                .apply("p-before", Facts.policy("p-before", "[ba]*e[fr]*r*", HOURLY))
                .expect(200);
        see("before", "after-rename", 2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.api()
                                .get("/api/v1/points?image=site-a/rbd/after-rename")
                                .status())
                        .isEqualTo(200));
        assertThat(world.api().get("/api/v1/points?image=after-rename").expect(200))
                .hasSize(1);
        assertThat(releases("before")).isZero();
    }

    @Test
    void anImageThatWasCreatedAgainIsMeantByItsNameBeforeTheOldOneIsToldGone() {
        see("again-old", "again", 1);
        world.api().apply("p-again", Facts.policy("p-again", "again", HOURLY)).expect(201);
        BackupRequested old = awaitRequest("again-old");
        tell(old, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(old.run()));

        see("again-new", "again", 2);
        BackupRequested fresh = awaitRequest("again-new");
        tell(fresh, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(fresh.run()));
        for (String name : List.of("again", "rbd/again", "site-a/rbd/again")) {
            assertThat(idOf(name)).as(name).isEqualTo(Facts.image("again-new").text());
            assertThat(world.api().get("/api/v1/points?image=" + name).expect(200))
                    .hasSize(2);
        }
        JsonNode started =
                world.api().post("/api/v1/runs", "{\"images\": [\"again\"]}").expect(202);
        assertThat(started.get(0).path("imageId").asString())
                .isEqualTo(Facts.image("again-new").text());
        world.snapshots().publish(Facts.gone("again-old", "again", 3));
        world.transfers().await(ReleaseRequested.class, event -> event.image().equals(Facts.image("again-old")));
        assertThat(idOf("again")).isEqualTo(Facts.image("again-new").text());
        world.api().delete("/api/v1/policies/p-again").expect(204);
    }

    @Test
    void aDueRunIsSkippedAndSaysWhyWhileItsTargetIsBusy() {
        see("busy", "busy", 1);
        world.api()
                .apply("p-busy", Facts.policy("p-busy", "busy", "schedule: { every: 1s }"))
                .expect(201);
        BackupRequested request = awaitRequest("busy");
        tell(request, CopyState.PENDING, 1);
        RunSkipped skipped = world.transfers()
                .await(RunSkipped.class, event -> event.lineage().equals(Facts.lineage("busy")));
        assertThat(skipped.reason().code()).isEqualTo("BUSY");
        assertThat(skipped.reason().text()).contains("dr", request.run().toString());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(status("p-busy").path("waiting").asString()).contains("pending"));
        assertThat(requests("busy")).hasSize(1);
        tell(request, CopyState.COMPLETE, 2);
        await("the next run").atMost(PATIENCE).until(() -> requests("busy").size() >= 2);
        world.api().delete("/api/v1/policies/p-busy").expect(204);
    }

    @Test
    void aSnapshotOfWhichNoCopyIsHeardKeepsItsTargetBusyAfterTheRunFailedUntilItIsGone() {
        see("held", "held", 1);
        world.api()
                .apply("p-held", Facts.policy("p-held", "held", "schedule: { every: 1s }"))
                .expect(201);
        BackupRequested request = awaitRequest("held");
        SnapshotCreated made = Facts.snapshot(request);
        world.snapshots().publish(made);
        await("the snapshot to be heard of").atMost(PATIENCE).until(() -> isSnapshotHeld(request));
        overdue(request);
        world.transfers().await(RunFailed.class, event -> event.run().equals(request.run()));
        int skipped = skips("held");
        await("due runs to be skipped though nothing runs").atMost(PATIENCE).until(() -> skips("held") > skipped + 1);
        assertThat(requests("held")).hasSize(1);
        assertThat(world.api().post("/api/v1/runs", "{\"images\": [\"held\"]}").code())
                .isEqualTo("BUSY");
        endedLongAgo(request);
        forgetOldRuns();
        assertThat(run(request).path("state").asString()).isEqualTo("failed");

        world.snapshots()
                .publish(new SnapshotPruned(
                        made.point(),
                        made.lineage(),
                        made.image(),
                        made.ref(),
                        made.snapshotId(),
                        made.snapshot(),
                        new Reason("RELEASED", "released"),
                        Facts.NOW));
        await("one run for all that were missed")
                .atMost(PATIENCE)
                .until(() -> requests("held").size() == 2);
        forgetOldRuns();
        assertThat(world.api().get("/api/v1/runs/" + request.run()).status()).isEqualTo(404);
        world.api().delete("/api/v1/policies/p-held").expect(204);
    }

    private static void endedLongAgo(BackupRequested request) {
        world.jdbc()
                .sql("update run set ended_at = ended_at - interval '1 year' where id = :run")
                .param("run", request.run().value())
                .update();
    }

    private static void forgetOldRuns() {
        world.first().getBean(RunHistory.class).forgetOld();
    }

    @Test
    void aCopyThatItsOwnerForgotIsForgottenAndItsRunAndTargetAreAsTheyWere() {
        BackupRequested request = protect("forgotten");
        tell(request, CopyState.COMPLETE, 2);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        assertThat(points("forgotten")).isOne();
        tell(request, CopyState.EXPIRED, 3);
        String key = Facts.copy(request, request.targets().get(0), CopyState.EXPIRED, 3)
                .id()
                .toString();
        world.transfers()
                .publish(new ProducerRecord<>(Topic.COPY.wireName(), key.getBytes(StandardCharsets.UTF_8), null));

        await("the copy to be forgotten")
                .atMost(PATIENCE)
                .until(() -> world.jdbc()
                                .sql("select count(*) from copy where run = :run")
                                .param("run", request.run().value())
                                .query(Integer.class)
                                .single()
                        == 0);
        assertThat(copyState(request)).isEqualTo("completed");
        assertThat(world.api()
                        .post("/api/v1/runs", "{\"images\": [\"forgotten\"]}")
                        .status())
                .isEqualTo(202);
    }

    @Test
    void aTargetWhoseCopyWasHeardOfIsNotBusyWhileCopiesAreReadAgain() {
        BackupRequested request = protect("rebuilt");
        world.snapshots().publish(Facts.snapshot(request));
        await("the snapshot to be heard of").atMost(PATIENCE).until(() -> isSnapshotHeld(request));
        tell(request, CopyState.COMPLETE, 2);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        assertThat(isSnapshotHeld(request)).isFalse();

        world.jdbc()
                .sql("delete from copy where run = :run")
                .param("run", request.run().value())
                .update();

        assertThat(world.api()
                        .post("/api/v1/runs", "{\"images\": [\"rebuilt\"]}")
                        .status())
                .isEqualTo(202);
    }

    private boolean isSnapshotHeld(BackupRequested request) {
        return world.jdbc()
                .sql("select snapshot_held from run_target where run = :run")
                .param("run", request.run().value())
                .query(Boolean.class)
                .single();
    }

    @Test
    void aCancelledRunHidesNoFailedOne() {
        BackupRequested failed = protect("hides");
        tell(failed, CopyState.FAILED, 1);
        world.transfers().await(RunFailed.class, event -> event.run().equals(failed.run()));
        BackupRequested cancelled = requestManually("hides");
        world.api().post("/api/v1/runs/" + cancelled.run() + "/cancel", "").expect(202);
        world.transfers().await(RunCancelled.class, event -> event.run().equals(cancelled.run()));
        assertThat(status("p-hides").path("lastRun").path("id").asString())
                .isEqualTo(failed.run().toString());
        world.api().delete("/api/v1/policies/p-hides").expect(204);
    }

    @Test
    void aRunThatAClockThatWasAheadPutOffIsBroughtBack() {
        BackupRequested request = protect("ahead");
        tell(request, CopyState.COMPLETE, 1);
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        world.jdbc()
                .sql("update protection set next_due = now() + interval '10 years' where policy = 'p-ahead'")
                .update();
        world.first().getBean(DueReview.class).bringBack();
        assertThat(world.jdbc()
                        .sql("select next_due < now() + interval '1 day' from protection where policy = 'p-ahead'")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        world.api().delete("/api/v1/policies/p-ahead").expect(204);
    }

    private static void overdue(BackupRequested request) {
        world.jdbc()
                .sql("update run set deadline = started_at where id = :id")
                .param("id", request.run().value())
                .update();
    }

    private static int skips(String image) {
        return (int) world.transfers().events(RunSkipped.class).stream()
                .filter(event -> event.lineage().equals(Facts.lineage(image)))
                .count();
    }

    @Test
    void aRunThatIsNotCompleteByItsDeadlineFails() {
        BackupRequested request = protect("overdue");
        tell(request, CopyState.PENDING, 1);
        world.jdbc()
                .sql("update run set deadline = started_at where id = :id")
                .param("id", request.run().value())
                .update();
        assertThat(world.transfers()
                        .await(RunFailed.class, event -> event.run().equals(request.run()))
                        .reason()
                        .code())
                .isEqualTo("DEADLINE");
        assertThat(world.api()
                        .post("/api/v1/runs", "{\"images\": [\"overdue\"]}")
                        .code())
                .as("the copy is still worked on")
                .isEqualTo("BUSY");
    }

    @Test
    void aFailedRunStaysInTheStatusWhileLaterOnesAreSkipped() {
        see("stuck", "stuck", 1);
        world.api()
                .apply("p-stuck", Facts.policy("p-stuck", "stuck", "schedule: { every: 1s }"))
                .expect(201);
        BackupRequested request = awaitRequest("stuck");
        tell(request, CopyState.PENDING, 1);
        world.jdbc()
                .sql("update run set deadline = started_at where id = :id")
                .param("id", request.run().value())
                .update();
        RunFailed failed =
                world.transfers().await(RunFailed.class, event -> event.run().equals(request.run()));
        world.transfers()
                .await(
                        RunSkipped.class,
                        event -> event.lineage().equals(Facts.lineage("stuck"))
                                && event.endedAt().isAfter(failed.endedAt()));
        JsonNode status = world.api().get("/api/v1/status?policy=p-stuck").expect(200);
        assertThat(status.path("healthy").asBoolean()).isFalse();
        JsonNode last = status.path("rows").get(0).path("lastRun");
        assertThat(last.path("id").asString()).isEqualTo(request.run().toString());
        assertThat(last.path("state").asString()).isEqualTo("failed");
        world.api().delete("/api/v1/policies/p-stuck").expect(204);
    }

    @Test
    void imagesThatAreAskedForTogetherAreLockedInTheOrderOfTheirIdsSoThatNoTwoRequestsDeadlock() throws SQLException {
        for (String image : List.of("lock-a", "lock-b")) {
            BackupRequested first = protect(image);
            tell(first, CopyState.COMPLETE, 1);
            world.transfers().await(RunCompleted.class, event -> event.run().equals(first.run()));
        }
        CompletableFuture<ApiClient.Answer> request;
        try (Connection other = world.first().getBean(DataSource.class).getConnection()) {
            other.setAutoCommit(false);
            assertThat(lockProtection(other, "lock-a")).isTrue();
            request = CompletableFuture.supplyAsync(
                    () -> world.api().post("/api/v1/runs", "{\"images\": [\"lock-b\", \"lock-a\"]}"));
            await("the request to wait for lock-a").atMost(PATIENCE).until(() -> blocksSomebody(other));
            boolean free = lockProtection(other, "lock-b");
            other.rollback();
            assertThat(free).as("lock-b is free while lock-a is waited for").isTrue();
        }
        assertThat(request.join().expect(202)).hasSize(2);
    }

    /** False when somebody else has it. */
    private static boolean lockProtection(Connection connection, String image) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select 1 from protection where image = ? for update skip locked")) {
            lock.setString(1, Facts.image(image).text());
            try (ResultSet rows = lock.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static boolean blocksSomebody(Connection connection) throws SQLException {
        try (PreparedStatement waiting = connection.prepareStatement(
                        "select 1 from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))");
                ResultSet rows = waiting.executeQuery()) {
            return rows.next();
        }
    }

    private static void see(String id, String name, long version) {
        world.snapshots().publish(Facts.observed(id, name, version));
        await("image " + name + " to be seen")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(world.api()
                                .get("/api/v1/images?image="
                                        + Facts.image(id).text().replace("/", "%2F"))
                                .expect(200)
                                .path(0)
                                .path("ref")
                                .asString())
                        .isEqualTo("site-a/rbd/" + name));
    }

    private static long revision(JsonNode policy) {
        return policy.path("revision").asLong();
    }

    private static String idOf(String image) {
        return world.api()
                .get("/api/v1/images?image=" + image)
                .expect(200)
                .path(0)
                .path("id")
                .asString();
    }

    /** Under a policy of its own; the first run is requested. */
    private static BackupRequested protect(String image) {
        see(image, image, 1);
        world.api()
                .apply("p-" + image, Facts.policy("p-" + image, image, HOURLY))
                .expect(201);
        return awaitRequest(image);
    }

    private static BackupRequested awaitRequest(String image) {
        return world.transfers()
                .await(
                        BackupRequested.class,
                        event -> event.key().equals(Facts.lineage(image).toString()));
    }

    private static BackupRequested requestManually(String image) {
        String[] run = new String[1];
        await("target of " + image + " to be free").atMost(PATIENCE).untilAsserted(() -> {
            ApiClient.Answer answer = world.api().post("/api/v1/runs", "{\"images\": [\"" + image + "\"]}");
            run[0] = answer.expect(202).get(0).path("id").asString();
        });
        return world.transfers()
                .await(BackupRequested.class, event -> event.run().toString().equals(run[0]));
    }

    private static List<BackupRequested> requests(String image) {
        return world.transfers().events(BackupRequested.class).stream()
                .filter(event -> event.key().equals(Facts.lineage(image).toString()))
                .toList();
    }

    private static void tell(BackupRequested request, CopyState state, long version) {
        Copy copy = Facts.copy(request, request.targets().get(0), state, version);
        world.transfers().publish(new CopyChanged(copy));
    }

    private static ReleaseRequested awaitRelease(String image) {
        return world.transfers()
                .await(ReleaseRequested.class, event -> event.lineage().equals(Facts.lineage(image)));
    }

    private static long releases(String image) {
        return world.transfers().events(ReleaseRequested.class).stream()
                .filter(event -> event.lineage().equals(Facts.lineage(image)))
                .count();
    }

    private static long terminalEvents(BackupRequested request) {
        return world.transfers().events(RunCompleted.class).stream()
                        .filter(event -> event.run().equals(request.run()))
                        .count()
                + world.transfers().events(RunFailed.class).stream()
                        .filter(event -> event.run().equals(request.run()))
                        .count();
    }

    private static JsonNode run(BackupRequested request) {
        return world.api().get("/api/v1/runs/" + request.run()).expect(200);
    }

    private static String copyState(BackupRequested request) {
        return run(request).path("targets").get(0).path("state").asString();
    }

    private static int points(String image) {
        return world.api().get("/api/v1/points?image=" + image).expect(200).size();
    }

    private static JsonNode status(String policy) {
        return world.api()
                .get("/api/v1/status?policy=" + policy)
                .expect(200)
                .path("rows")
                .get(0);
    }
}
