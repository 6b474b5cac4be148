package io.spirula.scheduler;

import static io.spirula.scheduler.Asked.act;
import static io.spirula.scheduler.Asked.look;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.RunCompleted;
import io.spirula.scheduler.Asked.Whose;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every operation of the API, tried by everybody. An operation that is not in the table fails a test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiRolesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IMAGE = "acme-vm";
    private static final String POLICY = "acme-gold";

    private SchedulerWorld world;
    private final List<Who> callers = new ArrayList<>();
    private String run = "";
    private String point = "";
    private String restore = "";
    private String adoption = "";
    private String verification = "";

    static List<Asked> table() {
        return List.of(
                look("/v3/api-docs", Whose.PUBLIC),
                look("/api/v1/status", Whose.EACH_ITS_OWN),
                look("/api/v1/images", Whose.EACH_ITS_OWN),
                look("/api/v1/images?image={image}", it -> IMAGE),
                look("/api/v1/images?policy={name}", it -> POLICY),
                act("POST", "/api/v1/images/release", "operator", Whose.ACMES, 202)
                        .of(it -> IMAGE)
                        .sending("{\"image\": \"%s\"}"::formatted),
                look("/api/v1/policies", Whose.EACH_ITS_OWN),
                look("/api/v1/policies/{name}", it -> POLICY),
                act("PUT", "/api/v1/policies/{name}", "admin", Whose.FOR_ACME, 200)
                        .of(it -> POLICY)
                        .sending(ApiRolesIT::manifest),
                act("DELETE", "/api/v1/policies/{name}", "admin", Whose.ACMES, 204)
                        .of(ApiRolesIT::anotherPolicy),
                act("POST", "/api/v1/policies/{name}/pause", "admin", Whose.ACMES, 200)
                        .of(it -> POLICY),
                act("POST", "/api/v1/policies/{name}/resume", "admin", Whose.ACMES, 200)
                        .of(it -> POLICY),
                act("POST", "/api/v1/policies/plan", "viewer", Whose.FOR_ACME, 200)
                        .of(it -> POLICY)
                        .sending(ApiRolesIT::manifest),
                look("/api/v1/points", Whose.EACH_ITS_OWN),
                look("/api/v1/points?image={image}", it -> IMAGE),
                look("/api/v1/points/{id}", it -> it.point),
                look("/api/v1/runs", Whose.EACH_ITS_OWN),
                look("/api/v1/runs?image={image}", it -> IMAGE),
                look("/api/v1/runs/{id}", it -> it.run),
                // a run is under way already: BUSY
                act("POST", "/api/v1/runs", "operator", Whose.ACMES, 409)
                        .of(ApiRolesIT::busyImage)
                        .sending("{\"images\": [\"%s\"]}"::formatted),
                // it ended already
                act("POST", "/api/v1/runs/{id}/cancel", "operator", Whose.ACMES, 409)
                        .of(it -> it.run),
                look("/api/v1/restores", Whose.EACH_ITS_OWN),
                look("/api/v1/restores/{id}", it -> it.restore),
                act("POST", "/api/v1/restores", "operator", Whose.FOR_ACME, 202)
                        .of(it -> IMAGE)
                        .sending(image -> restoreTo(image, "site-b/rbd/")),
                act("POST", "/api/v1/restores/{id}/cancel", "operator", Whose.ACMES, 202)
                        .of(it -> it.restore),
                look("/api/v1/verifications", Whose.EACH_ITS_OWN),
                look("/api/v1/verifications/{id}", it -> it.verification),
                act("POST", "/api/v1/verifications", "operator", Whose.ACMES, 202)
                        .of(it -> IMAGE)
                        .sending("{\"image\": \"%s\"}"::formatted),
                // transfer-service is silent
                look("/api/v1/retention/explain?image={image}", it -> IMAGE).answered(504),
                look("/api/v1/events", Whose.EACH_ITS_OWN),
                look("/api/v1/events?image={image}", it -> IMAGE),
                look("/api/v1/tokens", Whose.EACH_ITS_OWN).by("admin"),
                act("POST", "/api/v1/tokens", "admin", Whose.EACH_ITS_OWN, 201)
                        .sending(any -> "{\"name\": \"made-%d\", \"role\": \"admin\"}".formatted(Asked.number())),
                act("POST", "/api/v1/tokens", "admin", Whose.FOR_ACME, 201)
                        .sending(any -> tokenBody("made-" + Asked.number(), "admin", "acme")),
                act("DELETE", "/api/v1/tokens/{id}", "admin", Whose.ACMES, 204).of(ApiRolesIT::anotherToken),
                look("/api/v1/adoptions", Whose.EVERYBODYS).by("admin"),
                look("/api/v1/adoptions/{id}", Whose.EVERYBODYS).by("admin").of(it -> it.adoption),
                act("POST", "/api/v1/adoptions", "admin", Whose.EVERYBODYS, 202)
                        .sending(any -> "{\"place\": \"site-b/rbd\", \"tenant\": \"acme\"}"),
                look("/api/v1/doctor", Whose.EVERYBODYS),
                look("/api/v1/topics", Whose.EVERYBODYS),
                look("/api/v1/dead-letters", Whose.EVERYBODYS),
                // its record is gone
                look("/api/v1/dead-letters/{id}", Whose.EVERYBODYS)
                        .of(ApiRolesIT::letter)
                        .answered(503),
                act("POST", "/api/v1/dead-letters/{id}/discard", "admin", Whose.EVERYBODYS, 202)
                        .of(ApiRolesIT::letter),
                // nobody can read it
                act("POST", "/api/v1/dead-letters/{id}/replay", "admin", Whose.EVERYBODYS, 409)
                        .of(ApiRolesIT::letter),
                act("POST", "/api/v1/projections/rebuild", "admin", Whose.EVERYBODYS, 202));
    }

    @BeforeAll
    void start() {
        world = new SchedulerWorld(Map.of(
                "spirula.tenants.acme.pools", "site-a/rbd,site-b/rbd",
                "spirula.tenants.other.pools", "site-a/ssd,site-b/ssd",
                "spirula.queries.timeout", "100ms"));
        world.snapshots().publish(Facts.observed(IMAGE, IMAGE, 1));
        world.snapshots()
                .publish(Facts.observed("theirs", new ImageRef("site-a", "ssd", "", "theirs"), 1, false, Map.of()));
        await("images to be seen")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/api/v1/images").expect(200).size() == 2);
        world.api().apply(POLICY, manifest(POLICY)).expect(201);
        BackupRequested request = world.transfers()
                .await(BackupRequested.class, event -> event.policy().equals(POLICY));
        world.transfers()
                .publish(new CopyChanged(Facts.copy(request, request.targets().get(0), CopyState.COMPLETE, 2)));
        world.transfers().await(RunCompleted.class, event -> event.run().equals(request.run()));
        run = request.run().toString();
        point = request.members().get(0).point().toString();
        restore = id(world.api()
                .post("/api/v1/restores", restoreTo(IMAGE, "site-b/rbd/"))
                .expect(202));
        verification = id(world.api()
                .post("/api/v1/verifications", "{\"image\": \"%s\"}".formatted(IMAGE))
                .expect(202)
                .get(0));
        adoption = id(world.api()
                .post("/api/v1/adoptions", "{\"place\": \"site-b/rbd\", \"tenant\": \"acme\"}")
                .expect(202));
        await("Kafka to have been looked at")
                .atMost(PATIENCE)
                .until(() -> world.api().get("/api/v1/topics").status() == 200);
        meetEverybody();
    }

    private void meetEverybody() {
        callers.add(new Who("nobody", "", "", ""));
        callers.add(new Who("somebody with a wrong token", "", "", "spirula_" + "x".repeat(43)));
        JsonNode revoked = token("acme-revoked", "admin", "acme");
        world.api().delete("/api/v1/tokens/" + id(revoked)).expect(204);
        callers.add(new Who("a revoked admin of acme", "", "acme", secret(revoked)));
        for (String tenant : List.of("acme", "other", "*")) {
            for (String role : Who.ROLES) {
                String name = (tenant.equals("*") ? "all" : tenant) + "-" + role;
                callers.add(new Who(role + " of " + tenant, role, tenant, secret(token(name, role, tenant))));
            }
        }
    }

    @AfterAll
    void stop() {
        world.close();
    }

    @Test
    void everyOperationThatTheApiDescribesIsInTheTable() {
        List<String> described = new ArrayList<>();
        world.api("")
                .get("/v3/api-docs")
                .expect(200)
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));

        assertThat(table().stream().map(Asked::operation).filter(operation -> operation.contains("/api/v1/")))
                .containsAll(described);
        assertThat(new TreeSet<>(described))
                .containsAll(table().stream()
                        .map(Asked::operation)
                        .filter(operation -> operation.contains("/api/v1/"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("table")
    void itIsForThoseWhoMayAndNobodyElse(Asked asked) {
        Map<String, Integer> expected = new TreeMap<>();
        Map<String, Integer> found = new TreeMap<>();
        List<String> answers = new ArrayList<>();
        for (Who who : callers) {
            ApiClient.Answer answer =
                    asked.send(world.api(who.secret()), asked.object().apply(this));
            expected.put(who.name(), asked.expected(who));
            found.put(who.name(), answer.status());
            answers.add(who + ": " + answer.text());
            if (who.tenant().equals("other") && answer.status() < 300 && asked.whose() != Whose.PUBLIC) {
                assertThat(answer.text()).as("what %s is told", who).doesNotContain("acme", run, point, restore);
            }
        }
        assertThat(found).as("%s", answers).isEqualTo(expected);
    }

    static List<Asked> aboutWhatIsAcmes() {
        return table().stream()
                .filter(asked -> asked.whose() == Whose.ACMES || asked.whose() == Whose.FOR_ACME)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("aboutWhatIsAcmes")
    void forAnotherTenantWhatIsThereIsAsWhatIsNot(Asked asked) {
        Who admin = caller("other", "admin");
        String there = asked.object().apply(this);

        ApiClient.Answer ofWhatIsThere = asked.send(world.api(admin.secret()), there);
        ApiClient.Answer ofNothing = asked.send(world.api(admin.secret()), asked.nothing());

        assertThat(ofWhatIsThere.status()).isEqualTo(ofNothing.status()).isIn(403, 404);
        if (!there.isEmpty()) {
            assertThat(ofWhatIsThere.text().replace(there, "IT"))
                    .isEqualTo(ofNothing.text().replace(asked.nothing(), "IT"));
        }
    }

    @Test
    void whichOtherTenantsPoliciesAndTokensThereAreIsNotFoundOutByTrying() {
        ApiClient intruder = world.api(caller("other", "admin").secret());
        String theirs = manifest("new-one");

        ApiClient.Answer ofATenant = intruder.apply("new-one", theirs);
        ApiClient.Answer ofNone = intruder.apply("new-one", theirs.replace("tenant: acme", "tenant: nobody"));
        token("night-shift", "viewer", "acme");
        ApiClient.Answer nameOfTheirs = intruder.post("/api/v1/tokens", tokenBody("night-shift", "viewer", "other"));
        ApiClient.Answer forATenant = intruder.post("/api/v1/tokens", tokenBody("t", "viewer", "acme"));
        ApiClient.Answer forNone = intruder.post("/api/v1/tokens", tokenBody("t", "viewer", "nobody"));

        assertThat(ofATenant.code()).isEqualTo("FORBIDDEN");
        assertThat(ofNone).isEqualTo(ofATenant);
        assertThat(nameOfTheirs.status()).as(nameOfTheirs.text()).isEqualTo(201);
        assertThat(forATenant.code()).isEqualTo("FORBIDDEN");
        assertThat(forNone).isEqualTo(forATenant);
    }

    @Test
    void aTenantNeitherSelectsNorCopiesToNorRestoresToPoolsThatAreNotItsOwnAndIsToldWhich() {
        ApiClient other = world.api(caller("other", "admin").secret());
        String mine = manifest("mine")
                .replace("tenant: acme", "tenant: other")
                .replace("pools: [rbd]", "pools: [ssd]")
                .replace("pool: rbd", "pool: ssd");

        assertThat(other.apply("mine", mine.replace("pools: [ssd]", "pools: [ssd, rbd]"))
                        .expect(403)
                        .toString())
                .contains("spec.source.pools[1]", "Tenant other may not use pool site-a/rbd");
        assertThat(other.apply("mine", mine.replace("pool: ssd", "pool: rbd"))
                        .expect(403)
                        .toString())
                .contains("spec.targets[0].pool", "Tenant other may not use pool site-b/rbd");
        assertThat(other.post("/api/v1/restores", restoreTo("theirs", "site-b/rbd/"))
                        .expect(403)
                        .toString())
                .contains("Tenant other may not restore to pool site-b/rbd");
        assertThat(other.get("/api/v1/policies").expect(200)).isEmpty();
        assertThat(other.get("/api/v1/restores").expect(200)).isEmpty();
        other.apply("mine", mine).expect(201);
        other.delete("/api/v1/policies/mine").expect(204);
    }

    private Who caller(String tenant, String role) {
        return callers.stream()
                .filter(who -> who.tenant().equals(tenant) && who.role().equals(role))
                .findFirst()
                .orElseThrow();
    }

    private String busyImage() {
        ApiClient.Answer started = world.api().post("/api/v1/runs", "{\"images\": [\"" + IMAGE + "\"]}");
        assertThat(started.status()).as(started.text()).isIn(202, 409);
        return IMAGE;
    }

    private String anotherPolicy() {
        String name = "acme-" + Asked.number();
        world.api()
                .apply(name, manifest(name).replace("\"" + IMAGE + "\"", "\"nothing\""))
                .expect(201);
        return name;
    }

    private String anotherToken() {
        return id(token("acme-" + Asked.number(), "viewer", "acme"));
    }

    private String letter() {
        UUID id = UUID.randomUUID();
        world.jdbc().sql("""
                        INSERT INTO dead_letter (id, topic, topic_id, partition, record_offset, letter_topic, letter_partition,
                            letter_offset, reason, message, parked)
                        VALUES (:id, 'spirula.copy', 'id', 0, :offset, 'spirula.copy.scheduler-service.dlt', 0, 0, 'NO_JSON',
                            'it is none', false)
                        """).param("id", id).param("offset", Asked.number()).update();
        return id.toString();
    }

    private JsonNode token(String name, String role, String tenant) {
        return world.api().post("/api/v1/tokens", tokenBody(name, role, tenant)).expect(201);
    }

    private static String tokenBody(String name, String role, String tenant) {
        return "{\"name\": \"%s\", \"role\": \"%s\", \"tenant\": \"%s\"}".formatted(name, role, tenant);
    }

    private static String manifest(String name) {
        return Facts.policy(name, IMAGE, "schedule: { every: 24h }")
                .replace("metadata: { name: " + name + " }", "metadata: { name: " + name + ", tenant: acme }");
    }

    private static String restoreTo(String image, String pool) {
        return "{\"image\": \"%s\", \"to\": \"%snew-%d\"}".formatted(image, pool, Asked.number());
    }

    private static String id(JsonNode made) {
        return made.path("id").asString();
    }

    private static String secret(JsonNode token) {
        return token.path("secret").asString();
    }
}
