package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class PolicyCommandsTest {

    private static final String GOLD = """
            {"name":"gold","tenant":"acme","revision":3,"paused":false,"images":12,
             "spec":{"targets":[{"target":{"name":"dr"},"retention":{"last":24}},{"target":{"name":"far"},"retention":{"last":3}}]},
             "manifest":"apiVersion: spirula/v1\\nkind: Policy\\n","nextDue":"2026-11-22T20:15:10Z","warnings":[]}
            """;
    private static final String MANIFEST = "metadata: { name: gold }  # ours\n";

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void applySendsTheManifestAsItIs(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("gold.yaml"), MANIFEST);
        server.on("PUT /api/v1/policies/gold", 200, GOLD);

        assertThat(command.run("apply", "-f", file.toString())).isZero();

        assertThat(command.out()).isEqualTo("Policy gold is applied, revision 3; it protects 12 images\n");
        assertThat(server.only().body()).isEqualTo(MANIFEST);
        assertThat(server.only().header("Content-Type")).contains("application/yaml");
        assertThat(server.only().header("Authorization")).contains("Bearer secret-token");
    }

    @Test
    void applyReadsStandardInputAndTakesOneDocumentAfterTheOther() {
        server.on("PUT /api/v1/policies/gold", 201, GOLD).on("PUT /api/v1/policies/a%2Fb%20c", 200, GOLD);
        command.input("---\n" + MANIFEST + "--- # another\n{\"metadata\": {\"name\": \"a/b c\"}}\n---\n# nothing\n");

        assertThat(command.run("apply", "-f", "-", "-o", "json")).isZero();

        assertThat(server.receivedLines())
                .containsExactly("PUT /api/v1/policies/gold", "PUT /api/v1/policies/a%2Fb%20c");
        assertThat(JsonMapper.shared().readTree(command.out())).hasSize(2);
    }

    @Test
    void whatWasAppliedBeforeAManifestIsRefusedIsTold() {
        server.on("PUT /api/v1/policies/gold", 200, GOLD)
                .problem("PUT /api/v1/policies/lead", 409, "{\"code\":\"POLICY_CONFLICT\",\"detail\":\"no\"}");
        command.input(MANIFEST + "---\nmetadata: { name: lead }\n");

        assertThat(command.run("apply", "-f", "-", "-o", "json")).isEqualTo(4);

        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree("[" + GOLD + "]"));
        assertThat(command.err()).isEqualTo("spirula: no [POLICY_CONFLICT]\n");
    }

    @Test
    void applyTellsTheServersWarnings() {
        server.on("PUT /api/v1/policies/gold", 200, GOLD.replace("[]}", "[\"no image matches db-*\"]}"));

        assertThat(command.input(MANIFEST).run("apply", "-f", "-")).isZero();

        assertThat(command.err()).isEqualTo("warning: no image matches db-*\n");
    }

    @Test
    void applyNamesEachFieldThatIsWrong() {
        server.problem("PUT /api/v1/policies/gold", 400, """
                {"type":"about:blank","title":"Bad Request","status":400,"code":"INVALID_POLICY",
                 "detail":"Policy gold is not applied: 2 fields are wrong",
                 "errors":[{"field":"spec.diff","message":"'quick' is unknown","allowed":["auto","exact","fast"]},
                           {"field":"spec.targets","message":"at least one is needed"}]}
                """);

        assertThat(command.input(MANIFEST).run("apply", "-f", "-")).isEqualTo(2);

        assertThat(command.out()).isEmpty();
        assertThat(command.err()).isEqualTo("""
                        spirula: Policy gold is not applied: 2 fields are wrong [INVALID_POLICY]
                          spec.diff: 'quick' is unknown (allowed: auto, exact, fast)
                          spec.targets: at least one is needed
                        """);
    }

    @Test
    void applyRefusesAFileThatIsMissingEmptyNamelessOrNoYamlBeforeAskingAnybody() {
        assertUnusable("", "Standard input holds no policy");
        assertUnusable("kind: Policy\n", "Standard input: a policy needs a name in metadata.name");
        assertUnusable("a: [\n", "Standard input, line ");

        CommandLineRun missing = CommandLineRun.against(server);
        assertThat(missing.run("apply", "-f", "/nowhere/policy.yaml")).isEqualTo(2);
        assertThat(missing.err()).isEqualTo("spirula: There is no file /nowhere/policy.yaml\n");
        assertThat(server.received()).isEmpty();
    }

    private void assertUnusable(String input, String message) {
        CommandLineRun run = CommandLineRun.against(server).input(input);
        assertThat(run.run("apply", "-f", "-")).isEqualTo(2);
        assertThat(run.err()).startsWith("spirula: " + message);
    }

    @Test
    void policiesAreListed() {
        server.on("GET /api/v1/policies", 200, "[" + GOLD + "," + GOLD.replace("false", "true") + "]");

        assertThat(command.run("policies")).isZero();

        assertThat(command.out()).isEqualTo("""
                        POLICY  TENANT  STATE   IMAGES  TARGETS  NEXT DUE
                        gold    acme    active      12  dr, far  20:15:10Z (in 10s)
                        gold    acme    paused      12  dr, far  20:15:10Z (in 10s)
                        """);
    }

    @Test
    void whereThereIsNoPolicyTheNextStepIsNamed() {
        server.on("GET /api/v1/policies", 200, "[]");

        assertThat(command.run("policies")).isZero();

        assertThat(command.out()).contains("spirula apply -f FILE");
    }

    @Test
    void aPolicyIsShownWithItsManifest() {
        server.on("GET /api/v1/policies/gold", 200, GOLD);

        assertThat(command.run("policy", "show", "gold")).isZero();

        assertThat(command.out()).isEqualTo("""
                        Policy     gold, revision 3
                        Tenant     acme
                        State      active
                        Images     12
                        Targets    dr, far
                        Next due   20:15:10Z (in 10s)

                        apiVersion: spirula/v1
                        kind: Policy
                        """);
    }

    @Test
    void aPolicyIsPausedResumedAndDeleted() {
        server.on("POST /api/v1/policies/gold/pause", 200, GOLD)
                .on("POST /api/v1/policies/gold/resume", 200, GOLD)
                .on("DELETE /api/v1/policies/gold", 204, "");

        assertThat(command.run("policy", "pause", "gold")).isZero();
        assertThat(command.run("policy", "resume", "gold")).isZero();
        assertThat(command.run("policy", "delete", "gold")).isZero();

        assertThat(command.out()).isEqualTo("""
                        Policy gold is paused, revision 3
                        Policy gold is active again, revision 3
                        Policy gold is deleted; its points stay
                        """);
        assertThat(server.received().get(0).header("Idempotency-Key")).isPresent();
    }

    @Test
    void aPolicyThatIsNotThereIsNotFound() {
        server.problem(
                "GET /api/v1/policies/lead", 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no policy lead\"}");

        assertThat(command.run("policy", "show", "lead")).isEqualTo(3);

        assertThat(command.err()).isEqualTo("spirula: There is no policy lead [NOT_FOUND]\n");
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndWhy() {
        server.on("POST /api/v1/policies/plan", 200, """
                {"policy":"gold","warnings":["transfer-service did not answer in 10 s"],"images":[
                 {"ref":"site-a/rbd/vm-1","id":"i1","action":"protect","reason":"matches vm-*","targets":[
                   {"target":"dr","mode":"full","reason":"no point there yet"},
                   {"target":"far","mode":"increment","base":"1623c54a-0e9b-55b4-9c64-39d11c04940f","reason":"has a base"}]},
                 {"ref":"site-a/rbd/vm-2","id":"i2","action":"refuse","reason":"policy lead protects it on dr","targets":[]}]}
                """);

        assertThat(command.input(MANIFEST).run("plan", "-f", "-")).isZero();

        assertThat(command.out()).isEqualTo("""
                        IMAGE            ACTION   TARGET  MODE       BASE      WHY
                        site-a/rbd/vm-1  protect  dr      full       -         no point there yet
                                                  far     increment  1623c54a  has a base
                        site-a/rbd/vm-2  refuse   -       -          -         policy lead protects it on dr
                        """);
        assertThat(command.err()).isEqualTo("warning: transfer-service did not answer in 10 s\n");
    }
}
