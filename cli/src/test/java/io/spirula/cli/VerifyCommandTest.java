package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifyCommandTest {

    private static final String REQUESTED = """
            {"id":"v1","image":"site-a/rbd/vm","target":"dr","state":"requested","result":null,"reason":null}""";
    private static final String EQUAL = """
            {"id":"v1","image":"site-a/rbd/vm","target":"dr","state":"completed","result":"equal","reason":null,
            "bytesCompared":3145728,"quarantined":0}""";
    private static final String DIFFERENT = """
            {"id":"v2","image":"site-a/rbd/vm","target":"far","state":"completed","result":"different",
            "reason":{"code":"COPY_DIFFERS","text":"at offset 7"},"bytesCompared":3145728,"quarantined":2}""";
    private static final String FAILED = """
            {"id":"v1","image":"site-a/rbd/vm","target":"dr","state":"failed","result":null,
            "reason":{"code":"NOTHING_TO_COMPARE","text":"there is no copy"}}""";

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theImageAndTheTargetAreSent() {
        server.on("POST /api/v1/verifications", 202, "[" + REQUESTED + "]");

        assertThat(command.run("verify", "site-a/rbd/vm", "--target", "site-b/rbd"))
                .isZero();

        assertThat(server.only().body()).isEqualTo("{\"image\":\"site-a/rbd/vm\",\"target\":\"site-b/rbd\"}");
        assertThat(server.only().header("Idempotency-Key")).isPresent();
        assertThat(command.out()).isEqualTo("Comparing site-a/rbd/vm on dr is requested: v1\n");
    }

    @Test
    void waitingEndsWithZeroWhereAllIsEqual() {
        server.on("POST /api/v1/verifications", 202, "[" + REQUESTED + "]")
                .on("GET /api/v1/verifications/v1", 200, EQUAL);

        assertThat(command.run("verify", "site-a/rbd/vm", "--wait")).isZero();

        assertThat(command.out())
                .isEqualTo("site-a/rbd/vm on dr is equal to its source; read from each side: 3.0 MiB\n");
    }

    @Test
    void waitingEndsWithSixWhereOneTargetDiffers() {
        server.on(
                        "POST /api/v1/verifications",
                        202,
                        "[" + REQUESTED + "," + REQUESTED.replace("v1", "v2").replace("dr", "far") + "]")
                .on("GET /api/v1/verifications/v1", 200, EQUAL)
                .on("GET /api/v1/verifications/v2", 200, DIFFERENT);

        assertThat(command.run("verify", "site-a/rbd/vm", "--wait")).isEqualTo(6);

        assertThat(command.out())
                .contains("site-a/rbd/vm on dr is equal")
                .contains("site-a/rbd/vm on far is DIFFERENT from its source; copies not restored from any more: 2. at"
                        + " offset 7");
    }

    @Test
    void oneThatFailsSaysWhyAndEndsWithOne() {
        server.on("POST /api/v1/verifications", 202, "[" + REQUESTED + "]")
                .on("GET /api/v1/verifications/v1", 200, FAILED);

        assertThat(command.run("verify", "site-a/rbd/vm", "--wait")).isEqualTo(1);

        assertThat(command.out()).isEqualTo("Comparing site-a/rbd/vm on dr failed: there is no copy\n");
    }
}
