package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RestoreCommandTest {

    private static final String REQUESTED = """
            {"id":"x1","image":"site-a/rbd/vm-1","point":"1623c54a-0e9b-55b4-9c64-39d11c04940f",
             "destination":"site-b/rbd/back","state":"requested","reason":null,"instant":false,"flattened":false}
            """;
    private static final String COMPLETED = REQUESTED
            .replace("requested", "completed")
            .replace(
                    "\"reason\"",
                    "\"startedAt\":\"2026-11-22T20:15:00Z\",\"endedAt\":\"2026-11-22T20:16:30Z\",\"reason\"");
    private static final String FAILED = REQUESTED
            .replace("requested", "failed")
            .replace("\"reason\":null", "\"reason\":\"site-b/rbd/back exists already; choose another name\"");

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void theNewestPointIsRestoredUnlessAnotherIsNamed() {
        server.on("POST /api/v1/restores", 202, REQUESTED);

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back")).isZero();

        assertThat(server.only().body()).isEqualTo("{\"image\":\"vm-1\",\"to\":\"site-b/rbd/back\",\"instant\":false}");
        assertThat(server.only().header("Idempotency-Key")).isPresent();
        assertThat(command.out()).isEqualTo("Restore x1 of point 1623c54a to site-b/rbd/back is requested\n");
    }

    @Test
    void aPointATimeATargetAndAnInstantCloneCanBeAskedFor() {
        server.on("POST /api/v1/restores", 202, REQUESTED);

        command.run("restore", "vm-1", "--point", "1623c5", "--from", "dr", "--to", "b/p/n", "--instant");
        command.run("restore", "vm-1", "--at", "2026-11-22T18:00:00Z", "--to", "b/p/n");

        assertThat(server.received().get(0).body())
                .isEqualTo(
                        "{\"image\":\"vm-1\",\"point\":\"1623c5\",\"from\":\"dr\",\"to\":\"b/p/n\",\"instant\":true}");
        assertThat(server.received().get(1).body())
                .isEqualTo("{\"image\":\"vm-1\",\"at\":\"2026-11-22T18:00:00Z\",\"to\":\"b/p/n\",\"instant\":false}");
    }

    @Test
    void anotherDigestThanWasRecordedCanBeAccepted() {
        server.on("POST /api/v1/restores", 202, REQUESTED);

        command.run("restore", "vm-1", "--to", "b/p/n", "--accept-other-digest");

        assertThat(server.only().body())
                .isEqualTo("{\"image\":\"vm-1\",\"acceptOtherDigest\":true,\"to\":\"b/p/n\",\"instant\":false}");
    }

    @Test
    void whatCannotBeMeantIsWrongUsage() {
        assertThat(command.run("restore", "vm-1")).isEqualTo(2);
        assertThat(command.run("restore", "--to", "b/p/n")).isEqualTo(2);
        assertThat(command.run("restore", "vm-1", "--to", "b/p/n", "--point", "p", "--at", "2026-11-22T18:00:00Z"))
                .isEqualTo(2);
        assertThat(command.run("restore", "vm-1", "--to", "b/p/n", "--at", "yesterday"))
                .isEqualTo(2);

        assertThat(server.received()).isEmpty();
        assertThat(command.err()).contains("--at").contains("yesterday").contains("mutually exclusive");
    }

    @Test
    void waitingEndsWithTheImage() {
        server.on("POST /api/v1/restores", 202, REQUESTED)
                .on("GET /api/v1/restores/x1", 200, REQUESTED.replace("requested", "running"))
                .on("GET /api/v1/restores/x1", 200, COMPLETED);

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back", "--wait"))
                .isZero();

        assertThat(command.out()).isEqualTo("Restore x1 of point 1623c54a to site-b/rbd/back is completed, 1m 30s\n");
        assertThat(command.err()).isEqualTo("""
                        site-b/rbd/back: requested
                        site-b/rbd/back: running
                        site-b/rbd/back: completed
                        """);
    }

    @Test
    void waitingShowsWhatHoldsTheRestoreUp() {
        String waiting = REQUESTED
                .replace("requested", "running")
                .replace(
                        "\"reason\":null",
                        "\"progress\":{\"phase\":\"wait\",\"bytesDone\":0,\"bytesTotal\":null},"
                                + "\"reason\":{\"code\":\"X\",\"text\":\"site-b does not answer\"}");
        server.on("POST /api/v1/restores", 202, REQUESTED)
                .on("GET /api/v1/restores/x1", 200, waiting)
                .on("GET /api/v1/restores/x1", 200, COMPLETED);

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back", "--wait"))
                .isZero();

        assertThat(command.err()).isEqualTo("""
                        site-b/rbd/back: requested
                        site-b/rbd/back: wait: site-b does not answer
                        site-b/rbd/back: completed
                        """);
    }

    @Test
    void anInstantImageIsUsableBeforeItIsFlattened() {
        server.on("POST /api/v1/restores", 202, REQUESTED)
                .on("GET /api/v1/restores/x1", 200, COMPLETED.replace("\"instant\":false", "\"instant\":true"));

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back", "--instant", "--wait"))
                .isZero();

        assertThat(command.out()).endsWith("is completed, 1m 30s; usable now, flattened in the background\n");
    }

    @Test
    void aRestoreThatFailsExitsWithOne() {
        server.on("POST /api/v1/restores", 202, REQUESTED).on("GET /api/v1/restores/x1", 200, FAILED);

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back", "--wait", "-o", "json"))
                .isEqualTo(1);

        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree(FAILED));
    }

    @Test
    void whenTheTimeToWaitIsOverTheRestoreGoesOn() {
        server.on("POST /api/v1/restores", 202, REQUESTED).on("GET /api/v1/restores/x1", 200, REQUESTED);

        assertThat(command.run("restore", "vm-1", "--to", "b/p/n", "--wait", "--timeout", "PT0.5S"))
                .isEqualTo(7);

        assertThat(command.err())
                .endsWith(
                        "spirula: The time to wait is over; the restore goes on: x1. spirula restores x1 shows it.\n");
    }

    @Test
    void aRefusedRestoreSaysWhy() {
        server.problem(
                "POST /api/v1/restores",
                409,
                "{\"code\":\"DESTINATION_EXISTS\",\"detail\":\"site-b/rbd/back exists; choose another name\"}");

        assertThat(command.run("restore", "vm-1", "--to", "site-b/rbd/back", "--wait"))
                .isEqualTo(4);

        assertThat(command.err())
                .isEqualTo("spirula: site-b/rbd/back exists; choose another name [DESTINATION_EXISTS]\n");
    }
}
