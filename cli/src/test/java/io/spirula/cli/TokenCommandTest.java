package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class TokenCommandTest {

    private static final String CREATED = """
            {"id":"t1","name":"night-shift","role":"operator","tenant":"acme","createdBy":"bootstrap",
             "createdAt":"2026-11-22T20:15:00Z","revokedAt":null,"secret":"spirula_s3cret"}
            """;

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aTokenIsMadeAndItsSecretShown() {
        server.on("POST /api/v1/tokens", 201, CREATED);

        assertThat(command.run("token", "create", "night-shift", "--role", "operator", "--tenant", "acme"))
                .isZero();

        assertThat(JsonMapper.shared().readTree(server.only().body()))
                .isEqualTo(JsonMapper.shared()
                        .readTree("{\"name\":\"night-shift\",\"role\":\"operator\",\"tenant\":\"acme\"}"));
        assertThat(command.out()).isEqualTo("""
                        Token night-shift is made: operator of tenant acme, id t1
                        Secret, shown this once: spirula_s3cret
                        """);
    }

    @Test
    void withoutATenantTheServerTakesTheCallersAndJsonIsWhatItSent() {
        server.on("POST /api/v1/tokens", 201, CREATED);

        assertThat(command.run("token", "create", "night-shift", "--role", "VIEWER", "-o", "json"))
                .isZero();

        assertThat(server.only().body()).isEqualTo("{\"name\":\"night-shift\",\"role\":\"viewer\"}");
        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree(CREATED));
    }

    @Test
    void aTokenWhoseAnswerIsLostIsAskedForAgainWithTheSameKey() {
        server.breakOn("POST /api/v1/tokens");

        assertThat(command.run("token", "create", "night-shift", "--role", "admin"))
                .isEqualTo(5);

        assertThat(server.received()).hasSize(2);
        assertThat(server.received())
                .extracting(request -> request.header("Idempotency-Key"))
                .doesNotContain(Optional.empty())
                .containsOnly(server.received().get(0).header("Idempotency-Key"));
        assertThat(command.err())
                .endsWith(" broke the connection: this may have been accepted; look with: spirula token ls\n");
    }

    @Test
    void tokensAreListed() {
        server.on(
                "GET /api/v1/tokens",
                200,
                "[" + CREATED.replace("\"spirula_s3cret\"", "null") + ","
                        + CREATED.replace("\"revokedAt\":null", "\"revokedAt\":\"2026-11-22T20:10:00Z\"") + "]");

        assertThat(command.run("token", "ls")).isZero();

        assertThat(command.out()).isEqualTo("""
                        TOKEN  NAME         ROLE      TENANT  CREATED          BY         REVOKED
                        t1     night-shift  operator  acme    20:15:00Z (now)  bootstrap  -
                        t1     night-shift  operator  acme    20:15:00Z (now)  bootstrap  20:10:00Z (5m ago)
                        """);
    }

    @Test
    void whereThereIsNoTokenTheNextStepIsNamed() {
        server.on("GET /api/v1/tokens", 200, "[]");

        assertThat(command.run("token", "ls")).isZero();

        assertThat(command.out()).contains("spirula token create");
    }

    @Test
    void aTokenIsRevoked() {
        server.on("DELETE /api/v1/tokens/t1", 204, "")
                .problem(
                        "DELETE /api/v1/tokens/t2",
                        404,
                        "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no token t2\"}");

        assertThat(command.run("token", "revoke", "t1")).isZero();
        assertThat(command.run("token", "revoke", "t2")).isEqualTo(3);

        assertThat(command.out()).isEqualTo("Token t1 is revoked\n");
        assertThat(command.err()).isEqualTo("spirula: There is no token t2 [NOT_FOUND]\n");
    }
}
