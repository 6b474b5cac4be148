package io.spirula.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.AdoptionRefusal;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.contracts.event.AuditOutcome;
import io.spirula.contracts.event.AuditRecorded;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.QueryAsked;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.contracts.event.RestoreCancelRequested;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import io.spirula.contracts.event.RunCompleted;
import io.spirula.contracts.event.TransferAnswered;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.contracts.event.VerificationResult;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.contracts.query.PlannedMode;
import io.spirula.messaging.history.Ended;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** What callers may do and see, restores, questions and live events. */
class ApiIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final EventJson JSON = new EventJson();
    private static SchedulerWorld world;
    private static BackupRequested request;

    @BeforeAll
    static void start() {
        world = new SchedulerWorld(settings("site-a/leaving,site-b/rbd"));
        world.snapshots().publish(Facts.observed("vm", "vm", 1));
        world.snapshots()
                .publish(Facts.observed("hidden", new ImageRef("site-a", "ssd", "", "hidden"), 1, false, Map.of()));
        await("images to be seen")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/api/v1/images").expect(200).size() == 2);
        world.api().apply("gold", manifest("gold", "acme")).expect(201);
        request = world.transfers()
                .await(BackupRequested.class, event -> event.policy().equals("gold"));
        world.transfers()
                .publish(new CopyChanged(Facts.copy(request, request.targets().get(0), CopyState.COMPLETE, 2)));
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
    }

    private static Map<String, String> settings(String poolsOfLeaving) {
        return Map.of(
                "spirula.tenants.acme.pools", "site-a/rbd,site-b/rbd",
                "spirula.tenants.other.pools", "site-a/ssd,site-b/ssd",
                "spirula.tenants.shared.pools", "site-a/rbd,site-b/common",
                "spirula.tenants.leaving.pools", poolsOfLeaving,
                "spirula.queries.timeout", "5s",
                "spirula.live.heartbeat", "300ms");
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void nothingIsToldWithoutAValidToken() {
        for (String token : List.of("", "wrong", "spirula_" + "x".repeat(43))) {
            ApiClient.Answer answer = world.api(token).get("/api/v1/policies");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
            assertThat(answer.contentType()).startsWith("application/problem+json");
        }
        assertThat(world.api("").get("/v3/api-docs").expect(200).path("paths").has("/api/v1/policies"))
                .isTrue();
    }

    @Test
    void aTokenMayDoWhatItsRoleSaysUntilItIsRevoked() {
        JsonNode made = token("looker", "viewer", "acme");
        ApiClient viewer = world.api(made.path("secret").asString());
        viewer.get("/api/v1/status").expect(200);
        assertThat(viewer.post("/api/v1/runs", "{\"images\": [\"vm\"]}").code()).isEqualTo("FORBIDDEN");
        assertThat(viewer.apply("x", manifest("x", "acme")).status()).isEqualTo(403);
        assertThat(viewer.get("/api/v1/tokens").status()).isEqualTo(403);
        ApiClient operator =
                world.api(token("doer", "operator", "acme").path("secret").asString());
        assertThat(operator.delete("/api/v1/policies/gold").status()).isEqualTo(403);
        assertThat(operator.post("/api/v1/runs", "{\"images\": []}").code()).isEqualTo("INVALID");

        JsonNode listed = world.api().get("/api/v1/tokens").expect(200);
        assertThat(listed.toString())
                .contains("looker")
                .doesNotContain(made.path("secret").asString());
        world.api().delete("/api/v1/tokens/" + made.path("id").asString()).expect(204);
        viewer.get("/api/v1/status").expect(401);
        world.transfers()
                .await(
                        AuditRecorded.class,
                        event -> event.action().equals("token.revoke")
                                && event.actor().equals("bootstrap-admin"));
    }

    @Test
    void aChangeThatIsRefusedIsRecordedAndWhatIsNoChangeIsNot() {
        ApiClient viewer = world.api(
                token("refused-viewer", "viewer", "acme").path("secret").asString());
        viewer.get("/api/v1/tokens").expect(403);
        viewer.post("/api/v1/nothing", "{}").expect(403);
        viewer.delete("/api/v1/policies/gold").expect(403);
        ApiClient admin = world.api(
                token("refused-admin", "admin", "other").path("secret").asString());
        admin.delete("/api/v1/policies/gold").expect(404);
        admin.post("/api/v1/runs/" + request.run() + "/cancel", "").expect(404);
        UUID nothing = UUID.randomUUID();
        admin.post("/api/v1/runs/" + nothing + "/cancel", "").expect(404);
        admin.post("/api/v1/tokens", "{\"name\": \"t\"}").expect(400);
        admin.apply("mine", manifest("mine", "acme")).expect(403);
        admin.apply("far", manifest("far", "other")).expect(403);
        admin.post("/api/v1/runs", "{\"images\": [\"hidden\"]}").expect(409);
        world.api("nobody").delete("/api/v1/policies/gold").expect(401);

        assertThat(audited("refused-viewer", 1)).singleElement().satisfies(event -> {
            assertThat(event.action()).isEqualTo("policy.delete");
            assertThat(event.object()).isEqualTo("policy/gold");
            assertThat(event.tenant()).isEqualTo("acme");
            assertThat(event.outcome()).isEqualTo(AuditOutcome.REFUSED);
            assertThat(event.detail()).startsWith("FORBIDDEN: ").contains("role");
        });
        List<AuditRecorded> ofAdmin = audited("refused-admin", 6);
        assertThat(ofAdmin).extracting(AuditRecorded::outcome).containsOnly(AuditOutcome.REFUSED);
        assertThat(ofAdmin)
                .extracting(AuditRecorded::action, AuditRecorded::object)
                .containsExactlyInAnyOrder(
                        tuple("policy.delete", "policy/gold"),
                        tuple("run.cancel", "run/" + request.run()),
                        tuple("run.cancel", "run/" + nothing),
                        tuple("policy.apply", "policy/mine"),
                        tuple("policy.apply", "policy/far"),
                        tuple("run.request", "runs"));
        assertThat(ofAdmin)
                .filteredOn(event -> event.action().equals("run.cancel"))
                .as("what is another tenant's is told as what is not there")
                .extracting(event -> event.detail()
                        .replace(nothing.toString(), "IT")
                        .replace(request.run().toString(), "IT"))
                .containsOnly("NOT_FOUND: There is no run IT; list them with: spirula runs");
        assertThat(ofAdmin)
                .anySatisfy(event -> assertThat(event.detail())
                        .startsWith("FORBIDDEN: ")
                        .contains("Tenant other may not use pool site-a/rbd"));
        assertThat(ofAdmin)
                .anySatisfy(event ->
                        assertThat(event.detail()).startsWith("NOT_PROTECTED: ").contains("site-a/ssd/hidden"));
    }

    /** All that is recorded of an actor, once it is as much. */
    private static List<AuditRecorded> audited(String actor, int events) {
        world.settle();
        return await(actor + " to be audited")
                .atMost(PATIENCE)
                .until(
                        () -> world.transfers().events(AuditRecorded.class).stream()
                                .filter(event -> event.actor().equals(actor))
                                .toList(),
                        found -> found.size() >= events);
    }

    @Test
    void theDescriptionOfTheApiSaysWhatItIsThatATokenIsNeededAndHowARefusalLooks() {
        JsonNode api = world.api("").get("/v3/api-docs").expect(200);
        assertThat(api.path("info").path("title").asString()).isEqualTo("Spirula");
        assertThat(api.path("info").path("version").asString()).isEqualTo("v1");
        JsonNode components = api.path("components");
        assertThat(components
                        .path("securitySchemes")
                        .path("token")
                        .path("scheme")
                        .asString())
                .isEqualTo("bearer");
        JsonNode problem = components.path("schemas").path("Problem").path("properties");
        assertThat(world.api().apply("gold", "{}").expect(400).propertyNames()).allMatch(problem::has);
        assertThat(problem.path("code").path("enum").toString()).contains("POLICY_CONFLICT");

        List<JsonNode> operations = api.path("paths").values().stream()
                .flatMap(path -> path.values().stream())
                .toList();
        assertThat(operations).hasSizeGreaterThan(20).allSatisfy(operation -> {
            JsonNode security = operation.has("security") ? operation.path("security") : api.path("security");
            assertThat(security.toString()).as(operation.toString()).isEqualTo("[{\"token\":[]}]");
            for (String status : List.of("4XX", "5XX")) {
                assertThat(operation
                                .path("responses")
                                .path(status)
                                .path("content")
                                .path("application/problem+json")
                                .path("schema")
                                .path("$ref")
                                .asString())
                        .as(operation.toString())
                        .isEqualTo("#/components/schemas/Problem");
            }
        });
    }

    @Test
    void aReleaseThatIsAskedForAgainWithItsKeyIsAnsweredAsBeforeWhateverBecameOfTheImage() {
        String path = "/api/v1/images/release";
        String body = "{\"image\": \"let-go\"}";
        world.snapshots().publish(Facts.observed("let-go", "let-go", 1));
        await("the image")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/api/v1/images?image=let-go").status() == 200);
        ApiClient.Answer first = world.api().post(path, body, "Idempotency-Key", "let-go-1");
        first.expect(202);
        world.snapshots().publish(Facts.observed("let-go", "called-otherwise", 2));
        await("its new name")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/api/v1/images?image=let-go").status() == 404);
        ApiClient.Answer again = world.api().post(path, body, "Idempotency-Key", "let-go-1");
        assertThat(again.expect(202)).isEqualTo(first.json());
        assertThat(world.api()
                        .post(path, "{\"image\": \"vm\"}", "Idempotency-Key", "let-go-1")
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        world.settle();
        world.transfers()
                .await(
                        ReleaseRequested.class,
                        event -> event.command()
                                .toString()
                                .equals(first.json().path("command").asString()));
        assertThat(world.transfers().events(ReleaseRequested.class).stream()
                        .filter(event -> event.image().equals(Facts.image("let-go"))))
                .hasSize(1);
    }

    @Test
    void aTenantSeesAndTouchesOnlyWhatIsItsOwn() {
        ApiClient other =
                world.api(token("intruder", "admin", "other").path("secret").asString());
        assertThat(other.get("/api/v1/policies").expect(200)).isEmpty();
        other.get("/api/v1/policies/gold").expect(404);
        other.delete("/api/v1/policies/gold").expect(404);
        assertThat(other.get("/api/v1/status").expect(200).path("rows")).isEmpty();
        assertThat(other.get("/api/v1/images").expect(200))
                .singleElement()
                .satisfies(image -> assertThat(image.path("ref").asString()).isEqualTo("site-a/ssd/hidden"));
        other.get("/api/v1/images?image=vm").expect(404);
        assertThat(other.get("/api/v1/points").expect(200)).isEmpty();
        other.get("/api/v1/points/" + request.members().get(0).point()).expect(404);
        other.get("/api/v1/points?image=" + Facts.lineage("vm")).expect(404);
        other.get("/api/v1/points?image=site-a/rbd/vm").expect(404);
        other.get("/api/v1/runs/" + request.run()).expect(404);
        other.post("/api/v1/runs/" + request.run() + "/cancel", "").expect(404);
        assertThat(other.get("/api/v1/runs").expect(200)).isEmpty();
        other.post("/api/v1/images/release", "{\"image\": \"vm\"}").expect(404);
        assertThat(other.post("/api/v1/restores", restore("vm", "site-b/ssd/x", ""))
                        .status())
                .isEqualTo(404);
        assertThat(other.apply("mine", manifest("mine", "other")).code()).isEqualTo("FORBIDDEN");
        assertThat(other.apply("mine", manifest("mine", "acme")).code()).isEqualTo("FORBIDDEN");
        assertThat(other.apply("gold", manifest("gold", "other")).status()).isEqualTo(403);
        assertThat(other.get("/api/v1/events").expect(200).toString()).doesNotContain("site-a/rbd/vm");
        assertThat(other.post("/api/v1/tokens", "{\"name\": \"t\", \"role\": \"admin\", \"tenant\": \"*\"}")
                        .status())
                .isEqualTo(403);
        other.post("/api/v1/projections/rebuild", "").expect(403);
    }

    @Test
    void deadLettersAndTopicsAreForWhoActsForAllAndSilentServicesAreNamed() {
        ApiClient tenant = world.api(
                token("letters-tenant", "admin", "acme").path("secret").asString());
        tenant.get("/api/v1/dead-letters").expect(403);
        tenant.get("/api/v1/dead-letters/5d0c1e2f").expect(403);
        tenant.get("/api/v1/topics").expect(403);
        tenant.get("/api/v1/doctor").expect(403);
        tenant.post("/api/v1/dead-letters/5d0c1e2f/discard", "").expect(403);
        ApiClient viewer =
                world.api(token("letters-viewer", "viewer", "*").path("secret").asString());
        viewer.post("/api/v1/dead-letters/5d0c1e2f/replay", "").expect(403);
        world.jdbc().sql("""
                        INSERT INTO dead_letter (id, topic, topic_id, partition, record_offset, letter_topic, letter_partition,
                            letter_offset, reason, message, parked)
                        VALUES ('5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5', 'spirula.copy', 'id', 0, 7,
                            'spirula.copy.scheduler-service.dlt', 0, 0, 'NO_JSON', 'it is none', false)
                        """).update();

        JsonNode list = viewer.get("/api/v1/dead-letters").expect(200);
        assertThat(list.path("letters")).singleElement().satisfies(letter -> {
            assertThat(letter.path("service").asString()).isEqualTo("scheduler-service");
            assertThat(letter.path("reason").path("code").asString()).isEqualTo("NO_JSON");
        });
        assertThat(list.path("unknown").propertyNames())
                .containsExactlyInAnyOrder("snapshot-service", "transfer-service", "restore-service");
        ApiClient.Answer replay = world.api().post("/api/v1/dead-letters/5d0c1e2f/replay", "");
        assertThat(replay.code()).isEqualTo("NOT_REPLAYABLE");
        world.api().post("/api/v1/dead-letters/5d0c1e2f/discard", "").expect(202);
        await("its own command to be taken")
                .atMost(PATIENCE)
                .until(() -> world.jdbc()
                        .sql("SELECT ended_by FROM dead_letter WHERE state = 'discarded'")
                        .query(String.class)
                        .list()
                        .equals(List.of("bootstrap-admin")));
        world.transfers().await(AuditRecorded.class, event -> event.action().equals("deadletter.discard"));
        world.transfers()
                .await(
                        AuditRecorded.class,
                        event -> event.action().equals("deadletter.replay")
                                && event.actor().equals("letters-viewer")
                                && event.outcome() == AuditOutcome.REFUSED);
    }

    @Test
    void deadLettersAreCountedByTopicAlsoBeyondThoseThatAreListed() {
        ApiClient viewer =
                world.api(token("many-letters", "viewer", "*").path("secret").asString());
        world.jdbc().sql("""
                        INSERT INTO dead_letter (id, topic, topic_id, partition, record_offset, letter_topic, letter_partition,
                            letter_offset, reason, message, parked)
                        SELECT gen_random_uuid(), 'spirula.inventory', 'many', 0, n, 'spirula.inventory.scheduler-service.dlt', 0, n,
                            'NO_JSON', 'it is none', false
                        FROM generate_series(1, 210) n
                        """).update();
        try {
            JsonNode list = viewer.get("/api/v1/dead-letters").expect(200);
            assertThat(list.path("more").asLong()).isPositive();
            assertThat(list.path("byTopic")
                            .path("scheduler-service")
                            .path("spirula.inventory")
                            .asLong())
                    .isEqualTo(210);
            await("topics to be told")
                    .atMost(PATIENCE)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(viewer.get("/api/v1/topics")
                                    .expect(200)
                                    .path("groups")
                                    .valueStream()
                                    .flatMap(group -> group.path("topics").valueStream())
                                    .filter(reading ->
                                            reading.path("topic").asString().equals("spirula.inventory"))
                                    .map(reading -> reading.path("deadLetters").asLong(0)))
                            .contains(210L));
        } finally {
            world.jdbc().sql("DELETE FROM dead_letter WHERE topic_id = 'many'").update();
        }
    }

    @Test
    void whoSharesAPoolCanNeitherReleaseNorLearnOfWhatProtectsAnImageForAnotherTenant() {
        ApiClient neighbour = world.api(
                token("neighbour", "operator", "shared").path("secret").asString());
        ApiClient.Answer refused = neighbour.post("/api/v1/images/release", "{\"image\": \"vm\"}");
        assertThat(refused.code()).isEqualTo("FORBIDDEN");
        assertThat(refused.text()).doesNotContain("gold", "acme");
        String vm = "/api/v1/images?image=vm";
        assertThat(world.api().get(vm).expect(200).at("/0/lastPoint/id").asString())
                .isEqualTo(request.members().get(0).point().toString());
        assertThat(neighbour.get(vm).expect(200).at("/0/lastPoint").isNull()).isTrue();
        assertThat(neighbour.post("/api/v1/runs", "{\"images\": [\"vm\"]}").code())
                .isEqualTo("NOT_PROTECTED");
        world.settle();
        assertThat(world.transfers().events(ReleaseRequested.class))
                .noneMatch(event -> event.requestedBy().equals("neighbour"));
    }

    @Test
    void aBusyImageIsDescribedByTheTargetsThatTheCallerSeesOnly() {
        world.snapshots().publish(Facts.observed("both", "both", 1));
        world.api()
                .apply("acmes", manifest("acmes", "acme").replace("\"vm\"", "\"both\""))
                .expect(201);
        world.api()
                .apply(
                        "shareds",
                        manifest("shareds", "shared")
                                .replace("\"vm\"", "\"both\"")
                                .replace("name: dr", "name: near")
                                .replace("cluster: site-b, pool: rbd", "cluster: site-b, pool: common"))
                .expect(201);
        for (String policy : List.of("acmes", "shareds")) {
            world.transfers()
                    .await(BackupRequested.class, event -> event.policy().equals(policy));
        }
        ApiClient acme =
                world.api(token("acme-hand", "operator", "acme").path("secret").asString());
        ApiClient.Answer busy = acme.post("/api/v1/runs", "{\"images\": [\"both\"]}");
        assertThat(busy.code()).isEqualTo("BUSY");
        assertThat(busy.text()).contains("target dr").doesNotContain("near", "common");
        world.api().delete("/api/v1/policies/acmes").expect(204);
        world.api().delete("/api/v1/policies/shareds").expect(204);
    }

    @Test
    void aServiceThatIsNotToldOfATenantWithPoliciesDoesNotStart() {
        Map<String, String> without = new HashMap<>(settings("site-a/leaving,site-b/rbd"));
        without.remove("spirula.tenants.acme.pools");
        assertThatThrownBy(() -> world.start(without))
                .hasStackTraceContaining("TENANT_NOT_CONFIGURED")
                .hasStackTraceContaining("gold (tenant acme)");
    }

    @Test
    void aPoolThatIsTakenFromATenantIsNotProtectedAfterTheNextStart() {
        world.snapshots()
                .publish(Facts.observed("leaver", new ImageRef("site-a", "leaving", "", "leaver"), 1, false, Map.of()));
        world.api()
                .apply(
                        "leaving",
                        manifest("leaving", "leaving")
                                .replace("\"vm\"", "\"leaver\"")
                                .replace("[rbd]", "[leaving]"))
                .expect(201);
        world.transfers().await(BackupRequested.class, event -> event.policy().equals("leaving"));
        try (ConfigurableApplicationContext next = world.start(settings("site-b/rbd"))) {
            assertThat(next.isActive()).isTrue();
            assertThat(world.transfers()
                            .await(
                                    ReleaseRequested.class,
                                    event -> event.image().equals(Facts.image("leaver")))
                            .targets())
                    .isNull();
        }
        world.api().delete("/api/v1/policies/leaving").expect(204);
    }

    @Test
    void asManyPointsAsAreAskedForAreListedForATenantWhoeverHasNewerOnes() {
        // in the year 2977: newer than whatever other tests make by the clock of the day
        BackupRequested newer = Facts.request("elsewhere", 500_000_000, Facts.target("dr", "rbd"));
        Copy copy = Facts.copy(newer, newer.targets().get(0), CopyState.COMPLETE, 2);
        world.transfers().publish(new CopyChanged(ofTenant(copy, "nobody-else")));
        await("the newer point")
                .atMost(PATIENCE)
                .until(() -> world.api()
                        .get("/api/v1/points?limit=1")
                        .expect(200)
                        .get(0)
                        .path("id")
                        .asString()
                        .equals(copy.point().toString()));
        ApiClient acme =
                world.api(token("acme-lister", "viewer", "acme").path("secret").asString());
        JsonNode listed = acme.get("/api/v1/points?limit=1").expect(200);
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("id").asString())
                .isNotEqualTo(copy.point().toString());
    }

    private static Copy ofTenant(Copy copy, String tenant) {
        return new Copy(
                copy.id(),
                copy.point(),
                copy.run(),
                copy.lineage(),
                copy.source(),
                copy.ref(),
                tenant,
                copy.policy(),
                copy.sourceSnapshotId(),
                copy.snapshot(),
                copy.pointTime(),
                copy.size(),
                copy.consistency(),
                copy.target(),
                copy.state(),
                copy.assurance(),
                copy.mode(),
                copy.base(),
                copy.diff(),
                copy.diffReason(),
                copy.bytesChanged(),
                copy.bytesMoved(),
                copy.replica(),
                copy.reason(),
                copy.requestedAt(),
                copy.startedAt(),
                copy.endedAt(),
                copy.version());
    }

    @Test
    void everyWrongFieldOfAManifestIsNamedInTheProblem() {
        ApiClient.Answer answer = world.api()
                .apply(
                        "gold",
                        manifest("gold", "acme").replace("site-b", "site-x").replace("24h", "soon"));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(answer.json().path("errors").toString())
                .contains("spec.targets[0].cluster", "site-a", "spec.schedule.every");
        assertThat(world.api().apply("silver", manifest("gold", "acme")).json().toString())
                .contains("metadata.name");
        assertThat(world.api().apply("gold", manifest("gold", "nobody")).json().toString())
                .contains("metadata.tenant", "acme");
    }

    @Test
    void whatIsWrongWithARequestIsAProblemThatTellsNothingOfOurInsides() {
        List<ApiClient.Answer> answers = List.of(
                world.api().get("/api/v1/nothing"),
                world.api().get("/api/v1/runs/not-a-uuid"),
                world.api().get("/api/v1/runs?limit=many"),
                world.api().get("/api/v1/runs?limit=0"),
                world.api().get("/api/v1/runs?state=odd"),
                world.api().post("/api/v1/runs", "{"),
                world.api().post("/api/v1/runs", ""),
                world.api().post("/api/v1/restores", "{\"image\": \"vm\", \"to\": \"x\", \"at\": \"yesterday\"}"),
                world.api().yaml("PUT", "/api/v1/points", "x"),
                world.api().post("/api/v1/policies/gold", "{}"),
                world.api().get("/api/v1/points?image=no%00body"),
                world.api().apply("gold", "x".repeat(2_000_000)));
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(answer.contentType()).as(answer.text()).startsWith("application/problem+json");
            assertThat(answer.code()).isNotEmpty();
            assertThat(answer.text()).doesNotContain("Exception", "springframework", "io.spirula", "\tat ");
        });
    }

    @Test
    void aRestoreIsResolvedAtOnceAndFollowedToItsEnd() {
        JsonNode accepted = world.api()
                .post(
                        "/api/v1/restores",
                        restore("vm", "site-b/rbd/back", ", \"instant\": true, \"acceptOtherDigest\": true"))
                .expect(202);
        assertThat(accepted.path("state").asString()).isEqualTo("requested");
        assertThat(accepted.path("point").asString())
                .isEqualTo(request.members().get(0).point().toString());
        RestoreRequested asked = world.restores()
                .await(
                        RestoreRequested.class,
                        event -> event.destination().name().equals("back"));
        assertThat(asked.replica().ref().text()).isEqualTo("site-b/rbd/vm");
        assertThat(asked.tenant()).isEqualTo("acme");
        assertThat(asked.acceptsOtherDigest()).isTrue();

        RestoreId id = asked.restore();
        String path = "/api/v1/restores/" + id;
        world.restores()
                .publish(new RestoreStarted(id, asked.lineage(), asked.point(), asked.destination(), true, Facts.NOW));
        Reason away = new Reason("CLUSTER_UNAVAILABLE", "site-b does not answer");
        world.restores().publish(new RestoreProgressed(id, asked.lineage(), "wait", 0, null, away, Facts.NOW));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = world.api().get(path).expect(200);
            assertThat(now.path("state").asString()).isEqualTo("running");
            assertThat(now.path("reason").path("text").asString()).isEqualTo("site-b does not answer");
        });
        world.restores()
                .publish(new RestoreProgressed(id, asked.lineage(), "copy", 5, 10L, null, Facts.NOW.plusSeconds(1)));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = world.api().get(path).expect(200);
            assertThat(now.path("state").asString()).isEqualTo("running");
            assertThat(now.path("progress").path("bytesDone").asLong()).isEqualTo(5);
            assertThat(now.path("reason").isNull()).isTrue();
        });
        world.restores()
                .publish(new RestoreCompleted(
                        id,
                        asked.lineage(),
                        asked.point(),
                        asked.destination(),
                        Facts.image("new"),
                        true,
                        true,
                        7,
                        Facts.NOW,
                        null,
                        null,
                        null,
                        new Reason("DIGEST_DIFFERS", "accepted by ann")));
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = world.api().get(path).expect(200);
            assertThat(now.path("state").asString()).isEqualTo("completed");
            assertThat(now.path("reason").path("code").asString()).isEqualTo("DIGEST_DIFFERS");
        });
        world.restores()
                .publish(new RestoreFailed(
                        id,
                        asked.lineage(),
                        asked.point(),
                        asked.destination(),
                        new Reason("LATE", "late"),
                        Facts.NOW));
        world.restores()
                .publish(new RestoreStarted(id, asked.lineage(), asked.point(), asked.destination(), true, Facts.NOW));
        assertThat(world.api().get(path).expect(200).path("state").asString()).isEqualTo("completed");
    }

    @Test
    void aRestoreIsCancelledOnceAndItsEndIsWhatRestoreServiceTells() {
        JsonNode accepted = world.api()
                .post("/api/v1/restores", restore("vm", "site-b/rbd/unwanted", ""))
                .expect(202);
        Instant pointTime = Instant.parse(world.api()
                .get("/api/v1/points/" + accepted.path("point").asString())
                .expect(200)
                .path("time")
                .asString());
        assertThat(Instant.parse(accepted.path("pointTime").asString()))
                .isCloseTo(pointTime, within(1, ChronoUnit.MILLIS));
        String path = "/api/v1/restores/" + accepted.path("id").asString();
        ApiClient viewer = world.api(
                token("cancel-viewer", "viewer", "acme").path("secret").asString());
        ApiClient stranger = world.api(
                token("cancel-stranger", "operator", "other").path("secret").asString());
        viewer.post(path + "/cancel", "").expect(403);
        stranger.post(path + "/cancel", "").expect(404);

        for (int i = 0; i < 2; i++) {
            JsonNode told = world.api().post(path + "/cancel", "").expect(202);
            assertThat(told.path("state").asString()).isEqualTo("requested");
            assertThat(told.path("reason").path("code").asString()).isEqualTo("CANCELLING");
        }

        RestoreRequested asked = asked("unwanted");
        RestoreCancelRequested cancel = world.restores()
                .await(RestoreCancelRequested.class, event -> event.restore().equals(asked.restore()));
        assertThat(cancel.requestedBy()).isEqualTo("bootstrap-admin");
        world.transfers()
                .await(
                        AuditRecorded.class,
                        event -> event.action().equals("restore.cancel")
                                && event.outcome() == AuditOutcome.ACCEPTED
                                && event.object().equals("restore/" + asked.restore()));
        Reason reason = new Reason("CANCELLED", "cancelled by bootstrap-admin");
        world.restores()
                .publish(new RestoreCancelled(
                        asked.restore(), asked.lineage(), asked.point(), asked.destination(), reason, Facts.NOW));
        awaitRestore(path, "cancelled", "CANCELLED");
        ApiClient.Answer again = world.api().post(path + "/cancel", "");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("ENDED");
        world.api()
                .post("/api/v1/restores", restore("vm", "site-b/rbd/unwanted", ""))
                .expect(202);
    }

    @Test
    void anInstantRestoreThatIsUsableIsNotCancelledAndTheAnswerSaysWhatItIs() {
        JsonNode accepted = world.api()
                .post("/api/v1/restores", restore("vm", "site-b/rbd/quick", ", \"instant\": true"))
                .expect(202);
        String path = "/api/v1/restores/" + accepted.path("id").asString();
        RestoreRequested asked = asked("quick");
        world.restores()
                .publish(new RestoreCompleted(
                        asked.restore(),
                        asked.lineage(),
                        asked.point(),
                        asked.destination(),
                        Facts.image("quick"),
                        true,
                        false,
                        0,
                        Facts.NOW,
                        asked.copy(),
                        asked.requestedAt(),
                        null));
        awaitRestore(path, "completed", "");

        ApiClient.Answer refused = world.api().post(path + "/cancel", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("ENDED");
        assertThat(refused.text()).contains("site-b/rbd/quick", "usable", "independent", "remove it yourself");
    }

    @Test
    void aTokenThatIsAskedForAgainWithItsKeyIsTheSameOneWithASecretThatWorks() {
        String body = "{\"name\": \"twice\", \"role\": \"viewer\", \"tenant\": \"acme\"}";
        JsonNode first = world.api()
                .post("/api/v1/tokens", body, "Idempotency-Key", "token-1")
                .expect(201);

        JsonNode second = world.api()
                .post("/api/v1/tokens", body, "Idempotency-Key", "token-1")
                .expect(201);

        assertThat(second.path("id")).isEqualTo(first.path("id"));
        world.api(second.path("secret").asString()).get("/api/v1/status").expect(200);
        world.api(first.path("secret").asString()).get("/api/v1/status").expect(401);
        assertThat(world.jdbc()
                        .sql("select answer::text from idempotency where key = 'token-1'")
                        .query(String.class)
                        .single())
                .as("no secret is kept")
                .doesNotContain(first.path("secret").asString());
        assertThat(world.api()
                        .post("/api/v1/tokens", body.replace("viewer", "admin"), "Idempotency-Key", "token-1")
                        .code())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(world.api().post("/api/v1/tokens", body).code()).isEqualTo("NAME_TAKEN");
    }

    @Test
    void aRestoreOfWhoseEndNothingIsHeardFailsTwoMinutesAfterItsDeadlineUntilItIsHeardAfterAll() {
        String waiting = overdueRestore("waiting", 60);
        String completed = overdueRestore("completed", 180);
        String failed = overdueRestore("failed", 180);
        for (String name : List.of(completed, failed)) {
            awaitRestore(name, "failed", "DEADLINE");
        }
        assertThat(restore(waiting).path("state").asString()).isEqualTo("requested");
        assertThat(world.transfers()
                        .await(
                                AuditRecorded.class,
                                event -> event.outcome() == AuditOutcome.FAILED
                                        && event.object()
                                                .equals("restore/"
                                                        + asked("completed").restore()))
                        .detail())
                .contains("DEADLINE");

        RestoreRequested asked = asked("completed");
        world.restores()
                .publish(new RestoreCompleted(
                        asked.restore(),
                        asked.lineage(),
                        asked.point(),
                        asked.destination(),
                        Facts.image("late"),
                        false,
                        true,
                        7,
                        Facts.NOW,
                        asked.copy(),
                        asked.requestedAt(),
                        null));
        awaitRestore(completed, "completed", "");
        asked = asked("failed");
        Reason reason = new Reason("TARGET_FULL", "pool rbd of site-b is full; add space");
        world.restores()
                .publish(new RestoreFailed(
                        asked.restore(), asked.lineage(), asked.point(), asked.destination(), reason, Facts.NOW));
        awaitRestore(failed, "failed", "TARGET_FULL");

        world.jdbc()
                .sql("update restore set ended_at = ended_at - interval '1 year' where id = :id")
                .param("id", asked("completed").restore().value())
                .update();
        world.first()
                .getBeansOfType(Ended.class)
                .values()
                .forEach(kind -> kind.forget(Facts.NOW.minus(Duration.ofDays(120)), 10));
        assertThat(world.api().get(completed).status()).isEqualTo(404);
        assertThat(restore(failed).path("state").asString()).isEqualTo("failed");
    }

    @Test
    void anAdoptionIsFollowedToItsEndAndWhatItFindsIsListedThoughNobodySawItsSource() {
        String order = "{\"place\": \"site-b/rbd\"}";
        JsonNode accepted = world.api()
                .post("/api/v1/adoptions", order, "Idempotency-Key", "adopt-1")
                .expect(202);
        String id = accepted.path("id").asString();
        assertThat(world.api()
                        .post("/api/v1/adoptions", order, "Idempotency-Key", "adopt-1")
                        .expect(202)
                        .path("id")
                        .asString())
                .isEqualTo(id);
        AdoptionRequested asked = world.transfers()
                .await(AdoptionRequested.class, event -> event.key().equals(id));
        assertThat(asked.namespace()).isNull();
        assertThat(asked.tenant()).isEqualTo("default");

        BackupRequested made = Facts.request("lost", 40, Facts.target("site-b/rbd", "rbd"));
        Copy copy = Facts.copy(made, made.targets().get(0), CopyState.COMPLETE, 2);
        world.transfers().publish(new CopyChanged(copy));
        world.transfers()
                .publish(new AdoptionCompleted(
                        asked.adoption(),
                        "site-b",
                        "rbd",
                        null,
                        2,
                        1,
                        0,
                        1,
                        List.of(new AdoptionRefusal(
                                copy.source(), copy.ref(), "odd", new Reason("MARK_DIFFERS", "it was made anew"))),
                        Facts.NOW));

        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode ended = world.api().get("/api/v1/adoptions/" + id).expect(200);
            assertThat(ended.path("state").asString()).isEqualTo("completed");
            assertThat(ended.path("adopted").asInt()).isEqualTo(1);
            assertThat(ended.at("/refusals/0/reason/code").asString()).isEqualTo("MARK_DIFFERS");
        });
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode image = world.api().get("/api/v1/images?image=lost").expect(200);
            assertThat(image.size()).isOne();
            assertThat(image.at("/0/seen").asBoolean(true)).isFalse();
            assertThat(image.at("/0/ref").asString()).isEqualTo("site-a/rbd/lost");
        });
        assertThat(world.api().get("/api/v1/images").expect(200).findValuesAsString("ref"))
                .contains("site-a/rbd/lost", "site-a/rbd/vm");
        assertThat(world.api()
                        .get("/api/v1/points?image=site-a/rbd/lost")
                        .expect(200)
                        .size())
                .isOne();
        ApiClient other =
                world.api(token("adopter", "admin", "other").path("secret").asString());
        assertThat(other.get("/api/v1/images").expect(200).findValuesAsString("ref"))
                .doesNotContain("site-a/rbd/lost");
        assertThat(other.post("/api/v1/adoptions", order).code()).isEqualTo("FORBIDDEN");
        assertThat(other.get("/api/v1/adoptions/" + id).code()).isEqualTo("FORBIDDEN");
    }

    @Test
    void theEndOfAnAdoptionIsAuditedAlsoOfOneThatWasGivenUpAndCompletesAfterAll() {
        AdoptionRequested late = adoption("site-b/late");
        AdoptionRequested failing = adoption("site-b/failing");
        world.jdbc()
                .sql("update adoption set deadline = now() - interval '3 minutes' where id = :id")
                .param("id", late.adoption().value())
                .update();
        assertThat(endOf(late, AuditOutcome.FAILED).detail()).startsWith("DEADLINE: ");

        world.transfers()
                .publish(new AdoptionCompleted(
                        late.adoption(), "site-b", "late", null, 2, 1, 4, 0, List.of(), Facts.NOW));
        world.transfers()
                .publish(new AdoptionFailed(
                        failing.adoption(),
                        "site-b",
                        "failing",
                        null,
                        new Reason("NO_SUCH_POOL", "site-b has no pool failing"),
                        Facts.NOW));

        assertThat(endOf(late, AuditOutcome.COMPLETED).detail())
                .contains("site-b/late has 2 replicas", "1 points were taken up", "4 points were known");
        assertThat(endOf(failing, AuditOutcome.FAILED).detail()).isEqualTo("NO_SUCH_POOL: site-b has no pool failing");
    }

    private static AdoptionRequested adoption(String place) {
        String id = world.api()
                .post("/api/v1/adoptions", "{\"place\": \"%s\"}".formatted(place))
                .expect(202)
                .path("id")
                .asString();
        return world.transfers()
                .await(AdoptionRequested.class, event -> event.key().equals(id));
    }

    /** Adoptions are given up every half minute. */
    private static AuditRecorded endOf(AdoptionRequested adoption, AuditOutcome outcome) {
        AuditRecorded end = await(adoption.adoption() + " to be audited as " + outcome)
                .atMost(Duration.ofMinutes(2))
                .until(
                        () -> world.transfers().events(AuditRecorded.class).stream()
                                .filter(event -> event.object().equals("adoption/" + adoption.adoption()))
                                .filter(event -> event.outcome() == outcome)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertThat(end.action()).isEqualTo("adoption.request");
        assertThat(end.actor()).isEqualTo("bootstrap-admin");
        return end;
    }

    @Test
    void aVerificationOfEachTargetIsFollowedToItsEndAndAudited() {
        BackupRequested made =
                Facts.request("doubted", 43, Facts.target("site-b/rbd", "rbd"), Facts.target("site-b/ssd", "ssd"));
        made.targets()
                .forEach(target ->
                        world.transfers().publish(new CopyChanged(Facts.copy(made, target, CopyState.COMPLETE, 2))));
        await("both copies")
                .atMost(PATIENCE)
                .until(() -> world.api()
                                .get("/api/v1/points?image=site-a/rbd/doubted")
                                .expect(200)
                                .at("/0/copies")
                                .size()
                        == 2);
        String order = "{\"image\": \"site-a/rbd/doubted\"}";
        JsonNode accepted = world.api()
                .post("/api/v1/verifications", order, "Idempotency-Key", "verify-1")
                .expect(202);
        assertThat(accepted).hasSize(2);
        assertThat(world.api()
                        .post("/api/v1/verifications", order, "Idempotency-Key", "verify-1")
                        .expect(202))
                .isEqualTo(accepted);
        assertThat(world.api()
                        .post(
                                "/api/v1/verifications",
                                "{\"image\": \"site-a/rbd/doubted\", \"target\": \"site-b/ssd\"}")
                        .expect(202))
                .hasSize(1);
        assertThat(world.api()
                        .post(
                                "/api/v1/verifications",
                                "{\"image\": \"site-a/rbd/doubted\", \"target\": \"site-c/rbd\"}")
                        .code())
                .isEqualTo("NO_COPY");

        VerificationRequested equal = verification(accepted.get(0));
        VerificationRequested different = verification(accepted.get(1));
        PointId point = made.members().get(0).point();
        world.transfers()
                .publish(new VerificationCompleted(
                        equal.verification(),
                        equal.lineage(),
                        equal.ref(),
                        equal.target(),
                        equal.tenant(),
                        VerificationResult.EQUAL,
                        point,
                        4096,
                        0,
                        null,
                        Facts.NOW));
        world.transfers()
                .publish(new VerificationCompleted(
                        different.verification(),
                        different.lineage(),
                        different.ref(),
                        different.target(),
                        different.tenant(),
                        VerificationResult.DIFFERENT,
                        point,
                        4096,
                        1,
                        new Reason("COPY_DIFFERS", "at offset 7"),
                        Facts.NOW));

        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(result(accepted.get(0))).isEqualTo("completed equal ");
            assertThat(result(accepted.get(1))).isEqualTo("completed different COPY_DIFFERS");
        });
        assertThat(world.transfers()
                        .await(
                                AuditRecorded.class,
                                event -> event.object().equals("verification/" + different.verification())
                                        && event.outcome() == AuditOutcome.COMPLETED)
                        .detail())
                .contains("different", "1 copies are quarantined", "at offset 7");
    }

    private static VerificationRequested verification(JsonNode accepted) {
        String id = accepted.path("id").asString();
        return world.transfers()
                .await(
                        VerificationRequested.class,
                        event -> event.verification().toString().equals(id));
    }

    private static String result(JsonNode accepted) {
        JsonNode now = world.api()
                .get("/api/v1/verifications/" + accepted.path("id").asString())
                .expect(200);
        return now.path("state").asString() + " " + now.path("result").asString("") + " "
                + now.at("/reason/code").asString("");
    }

    @Test
    void aPlaceThatCannotBeMeantIsNotAdopted() {
        for (String order : List.of(
                "{}",
                "{\"place\": \"site-b\"}",
                "{\"place\": \"site-b/\"}",
                "{\"place\": \"site-x/rbd\"}",
                "{\"place\": \"site-b/rbd/a/b\"}",
                "{\"place\": \"site-b/rbd\", \"tenant\": \"nobody\"}")) {
            assertThat(world.api().post("/api/v1/adoptions", order).code())
                    .as(order)
                    .isEqualTo("INVALID");
        }
        assertThat(world.api().get("/api/v1/adoptions/" + UUID.randomUUID()).status())
                .isEqualTo(404);
    }

    @Test
    void aTextThatIsLongerThanAnythingItCouldNameIsRefusedByItsFieldAndRecordedNowhere() {
        ApiClient admin =
                world.api(token("long-winded", "admin", "*").path("secret").asString());
        String huge = "x".repeat(500_000);
        Map<String, String> bodies = Map.of(
                "/api/v1/runs", "{\"images\": [\"vm\"], \"policy\": \"%s\"}",
                "/api/v1/restores", "{\"image\": \"vm\", \"to\": \"site-b/%s/new\"}",
                "/api/v1/images/release", "{\"image\": \"%s\"}",
                "/api/v1/adoptions", "{\"place\": \"site-b/%s\"}",
                "/api/v1/tokens", "{\"name\": \"t\", \"role\": \"viewer\", \"tenant\": \"%s\"}");

        bodies.forEach((path, body) -> {
            ApiClient.Answer refused = admin.post(path, body.formatted(huge));
            assertThat(refused.code()).as(path).isEqualTo("INVALID");
            assertThat(refused.json().path("errors").path(0).path("field").asString())
                    .isIn("policy", "to", "image", "place", "tenant");
            assertThat(refused.text()).as(path).hasSizeLessThan(1000);
        });
        String name = "n".repeat(256);
        assertThat(refused("vm", "site-b/" + name + "/new", "")).isEqualTo("INVALID");
        assertThat(refused("vm", "site-b/rbd/" + name + "/new", "")).isEqualTo("INVALID");
        assertThat(refused("vm", "site-b/rbd/\\uD83D", "")).isEqualTo("INVALID");
        assertThat(admin.post("/api/v1/adoptions", "{\"place\": \"site-b/" + name + "\"}")
                        .code())
                .isEqualTo("INVALID");

        admin.post("/api/v1/runs", "{\"images\": [\"vm\"], \"policy\": \"" + "p".repeat(4096) + "\"}")
                .expect(409);

        assertThat(audited("long-winded", 1))
                .singleElement()
                .satisfies(event ->
                        assertThat(event.detail()).startsWith("NOT_PROTECTED: ").hasSize(4096));
    }

    @Test
    void aRestoreThatCannotBeIsRefusedWithTheReason() {
        assertThat(refused("nowhere", "site-b/rbd/x", "")).isEqualTo("NOT_FOUND");
        assertThat(refused("vm", "site-a/rbd/vm", "")).isEqualTo("DESTINATION_REFUSED");
        assertThat(refused("vm", "rbd/x", "")).isEqualTo("INVALID");
        assertThat(refused("vm", "site-x/rbd/x", "")).isEqualTo("INVALID");
        assertThat(refused("vm", "site-b/rbd/x", ", \"point\": \"ffffffff\"")).isEqualTo("NOT_FOUND");
        assertThat(refused("vm", "site-b/rbd/x", ", \"at\": \"2020-01-01T00:00:00Z\""))
                .isEqualTo("NO_COPY");
        assertThat(refused("vm", "site-b/rbd/x", ", \"from\": \"vault\"")).isEqualTo("NO_COPY");
        assertThat(refused("vm", "site-a/rbd/x", ", \"instant\": true")).isEqualTo("DESTINATION_REFUSED");
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndNamesAServiceThatIsSilent() {
        JsonNode alone = world.api()
                .yaml(
                        "POST",
                        "/api/v1/policies/plan",
                        manifest("silver", "acme").replace("name: dr", "name: dr2"))
                .expect(200);
        assertThat(alone.path("images").get(0).path("action").asString()).isEqualTo("refuse");
        assertThat(alone.path("images").get(0).path("reason").asString()).contains("gold");

        JsonNode silent = world.api()
                .yaml("POST", "/api/v1/policies/plan", manifest("gold", "acme"))
                .expect(200);
        assertThat(silent.path("warnings").toString()).contains("transfer-service did not answer");
        assertThat(silent.path("images")
                        .get(0)
                        .path("targets")
                        .get(0)
                        .path("mode")
                        .asString())
                .isEqualTo("unknown");
        assertThat(world.api().get("/api/v1/retention/explain?image=vm").code()).isEqualTo("SERVICE_SILENT");
    }

    @Test
    void aPlanTellsWhatTransferServiceAnswers() {
        List<UUID> before = questions().map(QueryAsked::query).toList();
        CompletableFuture<ApiClient.Answer> plan = CompletableFuture.supplyAsync(
                () -> world.api().yaml("POST", "/api/v1/policies/plan", manifest("gold", "acme")));
        QueryAsked asked = await().atMost(PATIENCE)
                .until(
                        () -> questions()
                                .filter(event -> !before.contains(event.query()))
                                .filter(event -> event.question().equals(PlanQuestion.NAME))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        PlanQuestion.Item item =
                JSON.fromTree(asked.arguments(), PlanQuestion.class).items().get(0);
        assertThat(item.tenant()).isEqualTo("acme");
        world.transfers()
                .publish(new TransferAnswered(
                        asked.query(),
                        JSON.tree(new PlanAnswer(List.of(new PlanAnswer.Item(
                                item.lineage(),
                                item.target().key(),
                                PlannedMode.INCREMENT,
                                request.members().get(0).point(),
                                "the newest common snapshot is 5 minutes old")))),
                        null,
                        Facts.NOW));
        JsonNode target =
                plan.join().expect(200).path("images").get(0).path("targets").get(0);
        assertThat(target.path("mode").asString()).isEqualTo("increment");
        assertThat(target.path("reason").asString()).contains("5 minutes");
    }

    @Test
    @Timeout(60)
    void liveEventsArriveAsTheyHappenAndGoOnAfterTheLastOneSeen() throws IOException, InterruptedException {
        UUID last;
        try (EventReader first = open(world.api(), null)) {
            world.snapshots().publish(Facts.observed("watched", "watched", 1));
            String data = first.await("watched");
            assertThat(data).contains("\"type\":\"ImageObserved\"", "\"subject\":\"site-a/rbd/watched\"");
            last = UUID.fromString(first.lastId());
        }
        world.snapshots().publish(Facts.observed("watched", "watched-later", 2));
        try (EventReader again = open(world.api(), last)) {
            assertThat(again.await("watched")).contains("watched-later");
            again.awaitHeartbeat();
        }
        assertThat(world.api()
                        .get("/api/v1/events?type=ImageObserved&limit=500")
                        .expect(200)
                        .toString())
                .contains("watched-later");
    }

    @Test
    @Timeout(60)
    void whoWatchesIsSentAwayWhenItsTokenIsRevoked() throws IOException, InterruptedException {
        JsonNode token = token("watcher", "viewer", "acme");
        try (EventReader stream = open(world.api(token.path("secret").asString()), null)) {
            stream.awaitHeartbeat();
            stream.awaitHeartbeat();

            world.api().delete("/api/v1/tokens/" + token.path("id").asString()).expect(204);

            stream.awaitEnd();
        }
    }

    @Test
    void healthAndMetricsAreOnThePortOfManagement() throws IOException, InterruptedException {
        String port = world.first().getEnvironment().getProperty("local.management.port");
        ApiClient management = new ApiClient("http://127.0.0.1:" + port, "");
        assertThat(management
                        .get("/actuator/health/readiness")
                        .expect(200)
                        .path("status")
                        .asString())
                .isEqualTo("UP");
        assertThat(management.get("/actuator/prometheus").text()).contains("spirula_fleet_images");
        assertThat(management.get("/actuator/env").status()).isEqualTo(401);
    }

    private static Stream<QueryAsked> questions() {
        return world.transfers().events(QueryAsked.class).stream()
                .filter(event -> event.question().equals(PlanQuestion.NAME));
    }

    private static String refused(String image, String to, String more) {
        ApiClient.Answer answer = world.api().post("/api/v1/restores", restore(image, to, more));
        assertThat(answer.status()).as(answer.text()).isGreaterThanOrEqualTo(400);
        return answer.code();
    }

    /** One whose deadline passed so many seconds ago; its path. */
    private static String overdueRestore(String name, int seconds) {
        String id = world.api()
                .post("/api/v1/restores", restore("vm", "site-b/rbd/" + name, ""))
                .expect(202)
                .path("id")
                .asString();
        world.jdbc()
                .sql("update restore set deadline = now() - make_interval(secs => :seconds) where id = :id::uuid")
                .param("seconds", seconds)
                .param("id", id)
                .update();
        return "/api/v1/restores/" + id;
    }

    private static RestoreRequested asked(String destination) {
        return world.restores()
                .await(
                        RestoreRequested.class,
                        event -> event.destination().name().equals(destination));
    }

    private static JsonNode restore(String path) {
        return world.api().get(path).expect(200);
    }

    private static void awaitRestore(String path, String state, String reason) {
        await(path + " to be " + state).atMost(PATIENCE).untilAsserted(() -> {
            JsonNode restore = restore(path);
            assertThat(restore.path("state").asString()).isEqualTo(state);
            assertThat(restore.path("reason").path("code").asString("")).isEqualTo(reason);
        });
    }

    private static JsonNode token(String name, String role, String tenant) {
        return world.api()
                .post(
                        "/api/v1/tokens",
                        "{\"name\": \"%s\", \"role\": \"%s\", \"tenant\": \"%s\"}".formatted(name, role, tenant))
                .expect(201);
    }

    private static String restore(String image, String to, String more) {
        return "{\"image\": \"%s\", \"to\": \"%s\"%s}".formatted(image, to, more);
    }

    private static String manifest(String name, String tenant) {
        return Facts.policy(name, "vm", "schedule: { every: 24h }")
                .replace(
                        "metadata: { name: " + name + " }", "metadata: { name: " + name + ", tenant: " + tenant + " }");
    }

    private static EventReader open(ApiClient api, UUID after) throws IOException, InterruptedException {
        HttpRequest.Builder builder = api.request("/api/v1/events").header("Accept", "text/event-stream");
        if (after != null) {
            builder.header("Last-Event-ID", after.toString());
        }
        HttpResponse<InputStream> response =
                api.http().send(builder.build(), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        return new EventReader(response.body());
    }

    /** Reads a stream of server-sent events. */
    private static final class EventReader implements AutoCloseable {

        private final InputStream stream;
        private final BufferedReader lines;
        private String lastId = "";

        EventReader(InputStream stream) {
            this.stream = stream;
            this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        }

        /** The data of the first event that contains this. */
        String await(String text) throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id:")) {
                    lastId = line.substring(3).strip();
                }
                if (line.startsWith("data:") && line.contains(text)) {
                    return line;
                }
            }
            throw new AssertionError("the stream ended before " + text);
        }

        void awaitHeartbeat() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(":")) {
                    return;
                }
            }
            throw new AssertionError("the stream ended without a heartbeat");
        }

        void awaitEnd() throws IOException {
            while (lines.readLine() != null) {
                // what was on its way
            }
        }

        String lastId() {
            return lastId;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
