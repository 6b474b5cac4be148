package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RestoresCommandTest {

    private static final String POINT_TIME = "\"2026-11-22T20:00:00Z\"";
    private static final String RUNNING = """
            {"id":"x2","image":"site-a/rbd/vm-1","point":"p1","pointTime":"2026-11-22T20:00:00Z","copy":"c1","destination":"site-b/rbd/back","state":"running",
             "reason":null,"instant":false,"flattened":false,"compared":null,"bytesWritten":null,"imageId":null,
             "progress":{"phase":"copy","bytesDone":10485760,"bytesTotal":41943040},"requestedBy":"night-shift",
             "requestedAt":"2026-11-22T20:14:00Z","startedAt":"2026-11-22T20:14:01Z","endedAt":null}
            """;
    private static final String FAILED = """
            {"id":"x1","image":"site-a/rbd/vm-1","point":"p1","pointTime":"2026-11-22T20:00:00Z","copy":"c1","destination":"site-b/rbd/vm-2","state":"failed",
             "reason":{"code":"NAME_TAKEN","text":"site-b/rbd/vm-2 exists already"},"instant":true,"flattened":false,
             "progress":null,"requestedAt":"2026-11-22T20:10:00Z"}
            """;
    private static final String COMPLETED = RUNNING.replace("running", "completed")
            .replace("\"bytesWritten\":null", "\"bytesWritten\":33554432")
            .replace("\"compared\":null", "\"compared\":true")
            .replace("{\"phase\":\"copy\",\"bytesDone\":10485760,\"bytesTotal\":41943040}", "null")
            .replace("\"endedAt\":null", "\"endedAt\":\"2026-11-22T20:14:30Z\"");

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void restoresAreListedWithTheTimeOfTheirPoint() {
        server.on(
                "GET /api/v1/restores?limit=3",
                200,
                "[" + RUNNING + "," + FAILED + "," + FAILED.replace(POINT_TIME, "null") + "]");

        assertThat(command.run("restores", "--limit", "3")).isZero();

        assertThat(command.out()).isEqualTo("""
                        RESTORE  IMAGE            POINT OF             DESTINATION      STATE    PROGRESS   WHY
                        x2       site-a/rbd/vm-1  20:00:00Z (15m ago)  site-b/rbd/back  running  copy 25 %
                        x1       site-a/rbd/vm-1  20:00:00Z (15m ago)  site-b/rbd/vm-2  failed   -          site-b/rbd/vm-2 exists already
                        x1       site-a/rbd/vm-1  -                    site-b/rbd/vm-2  failed   -          site-b/rbd/vm-2 exists already
                        """);
        assertThat(server.received()).hasSize(1);
    }

    @Test
    void whereNothingWasRestoredThatIsSaid() {
        server.on("GET /api/v1/restores", 200, "[]");

        assertThat(command.run("restores")).isZero();

        assertThat(command.out()).isEqualTo("Nothing was restored yet.\n");
    }

    @Test
    void oneRestoreIsShownInFull() {
        server.on("GET /api/v1/restores/x2", 200, COMPLETED);

        assertThat(command.run("restores", "x2")).isZero();

        assertThat(command.out()).isEqualTo("""
                        Restore      x2
                        Image        site-a/rbd/vm-1
                        Point        p1, 20:00:00Z (15m ago)
                        Destination  site-b/rbd/back, an independent copy
                        State        completed
                        Written      32.0 MiB
                        Compared     yes
                        Requested    20:14:00Z (1m ago) by night-shift
                        Started      20:14:01Z (59s ago)
                        Ended        20:14:30Z (30s ago)
                        """);
    }

    @Test
    void aRestoreThatFailedSaysWhy() {
        server.on("GET /api/v1/restores/x1", 200, FAILED);

        assertThat(command.run("restores", "x1")).isZero();

        assertThat(command.out())
                .contains("State        failed\n")
                .contains("a clone that is not independent yet")
                .endsWith("Why          site-b/rbd/vm-2 exists already\n");
    }

    @Test
    void jsonIsWhatTheServerSentAndNothingElseIsAsked() {
        server.on("GET /api/v1/restores", 200, "[" + RUNNING + "]").on("GET /api/v1/restores/x2", 200, RUNNING);

        CommandLineRun one = CommandLineRun.against(server);
        assertThat(command.run("restores", "-o", "json")).isZero();
        assertThat(one.run("restores", "x2", "-o", "json")).isZero();

        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree("[" + RUNNING + "]"));
        assertThat(JsonMapper.shared().readTree(one.out()))
                .isEqualTo(JsonMapper.shared().readTree(RUNNING));
        assertThat(server.received()).hasSize(2);
    }

    @Test
    void aRestoreThatIsNotThereIsNotFound() {
        server.problem(
                "GET /api/v1/restores/x9", 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no restore x9\"}");

        assertThat(command.run("restores", "x9")).isEqualTo(3);
    }
}
