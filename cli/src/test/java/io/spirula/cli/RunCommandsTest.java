package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.cli.api.Deadlines;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RunCommandsTest {

    private static final String RUNNING = """
            {"id":"r1","image":"site-a/rbd/vm-1","state":"running","reason":null,"startedAt":"2026-11-22T20:15:00Z",
             "endedAt":null,"policy":"gold","trigger":"manual","point":null,"targets":[{"target":"dr","state":"pending"}]}
            """;
    private static final String MOVING = RUNNING.replace(
            "\"targets\"",
            "\"progress\":{\"phase\":\"move\",\"bytesDone\":10485760,\"bytesTotal\":41943040},\"targets\"");
    private static final String MOVED_MORE = MOVING.replace("10485760", "20971520");
    private static final String DIFFING = RUNNING.replace(
            "\"targets\"", "\"progress\":{\"phase\":\"diff\",\"bytesDone\":1048576,\"bytesTotal\":null},\"targets\"");
    private static final String COMPLETED = """
            {"id":"r1","image":"site-a/rbd/vm-1","state":"completed","reason":null,"startedAt":"2026-11-22T20:15:00Z",
             "endedAt":"2026-11-22T20:15:01.800Z","policy":"gold","trigger":"manual",
             "point":"1623c54a-0e9b-55b4-9c64-39d11c04940f",
             "targets":[{"target":"dr","state":"complete","mode":"increment","diff":"exact",
                         "diffReason":{"code":"MAPS_UNPROVEN","text":"asked all"},"bytesChanged":33554432,"bytesMoved":32505856}]}
            """;
    private static final String FAILED = """
            {"id":"r1","image":"site-a/rbd/vm-1","state":"failed","startedAt":"2026-11-22T20:15:00Z",
             "endedAt":"2026-11-22T20:15:09Z","reason":{"code":"TARGET_FULL","text":"Cluster site-b has no space left"},
             "targets":[{"target":"dr","state":"failed"}]}
            """;

    private static final Deadlines IMPATIENT =
            new Deadlines(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(45));

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void runsAreListed() {
        server.on(
                "GET /api/v1/runs?image=vm-1&state=failed&limit=5",
                200,
                "[" + COMPLETED + "," + FAILED + "," + RUNNING + "]");

        assertThat(command.width(200).run("runs", "vm-1", "--state", "failed", "--limit", "5"))
                .isZero();

        assertThat(command.out()).isEqualTo("""
                        RUN  IMAGE            STATE      STARTED          TOOK  TARGETS                                                   WHY
                        r1   site-a/rbd/vm-1  completed  20:15:00Z (now)  1.8s  dr increment, exact diff (MAPS_UNPROVEN), 31.0 MiB moved
                        r1   site-a/rbd/vm-1  failed     20:15:00Z (now)    9s  dr failed                                                 Cluster site-b has no space left
                        r1   site-a/rbd/vm-1  running    20:15:00Z (now)     -  dr pending
                        """);
    }

    @Test
    void aRunThatGoesOnSaysHowFarEachTargetIs() {
        String target =
                "{\"target\":\"dr\",\"state\":\"transferring\",\"mode\":\"full\",\"progress\":{\"phase\":\"move\","
                        + "\"bytesDone\":1048576,\"bytesTotal\":null,\"bytesKnown\":3145728,\"bytesPerSecond\":524288,\"secondsLeft\":null}}";
        server.on(
                "GET /api/v1/runs",
                200,
                "[" + RUNNING.replace("{\"target\":\"dr\",\"state\":\"pending\"}", target) + "]");

        assertThat(command.width(200).run("runs")).isZero();

        assertThat(command.out()).contains("dr full, move 1.0 MiB of at least 3.0 MiB, 512.0 KiB/s");
    }

    @Test
    void whoWaitsSeesTheRateAndTheTimeLeftThatTheServerTells() {
        String known = "\"bytesTotal\":41943040,\"bytesKnown\":41943040,\"bytesPerSecond\":1048576,\"secondsLeft\":30";
        String open = "\"bytesTotal\":null,\"bytesKnown\":20971520,\"bytesPerSecond\":1048576,\"secondsLeft\":null";
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .on("GET /api/v1/runs/r1", 200, DIFFING.replace("\"bytesTotal\":null", open))
                .on("GET /api/v1/runs/r1", 200, MOVING.replace("\"bytesTotal\":41943040", known))
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.run("backup", "vm-1", "--wait")).isZero();

        assertThat(command.err()).isEqualTo("""
                        site-a/rbd/vm-1: running
                        site-a/rbd/vm-1: diff, 1.0 MiB of at least 20.0 MiB, 1.0 MiB/s
                        site-a/rbd/vm-1: move, 10.0 MiB of 40.0 MiB, 1.0 MiB/s, 30s left
                        site-a/rbd/vm-1: completed
                        """);
    }

    @Test
    void backupAsksOnceWithItsOwnKeyAndDoesNotWait() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]");

        assertThat(command.run("backup", "vm-1", "vm-2", "--policy", "gold")).isZero();
        CommandLineRun.against(server).run("backup", "vm-1");

        assertThat(command.out()).isEqualTo("Run r1 of site-a/rbd/vm-1 is running\n");
        assertThat(JsonMapper.shared().readTree(server.received().get(0).body()))
                .isEqualTo(JsonMapper.shared().readTree("{\"images\":[\"vm-1\",\"vm-2\"],\"policy\":\"gold\"}"));
        Set<String> keys = new HashSet<>();
        server.received()
                .forEach(request -> keys.add(request.header("Idempotency-Key").orElseThrow()));
        assertThat(keys).hasSize(2);
    }

    @Test
    void aBrokenConnectionRepeatsTheCommandWithTheSameKey() {
        server.breakOn("POST /api/v1/runs").on("POST /api/v1/runs", 202, "[" + RUNNING + "]");

        assertThat(command.run("backup", "vm-1")).isZero();

        assertThat(server.received()).hasSize(2);
        assertThat(server.received().get(1).header("Idempotency-Key"))
                .isEqualTo(server.received().get(0).header("Idempotency-Key"));
    }

    @Test
    void aServerThatDoesNotAnswerIsSentTheCommandOnceMoreWithTheSameKey() {
        server.neverAnswer("POST /api/v1/runs").on("POST /api/v1/runs", 202, "[" + RUNNING + "]");

        assertThat(command.deadlines(IMPATIENT).run("backup", "vm-1")).isZero();

        assertThat(keys()).hasSize(2);
        assertThat(new HashSet<>(keys())).hasSize(1);
    }

    @Test
    void whereNoAnswerComesTheCommandMayHaveBeenAccepted() {
        server.neverAnswer("POST /api/v1/runs");

        assertThat(command.deadlines(IMPATIENT).run("backup", "vm-1")).isEqualTo(5);

        assertThat(command.err())
                .isEqualTo("spirula: The server at " + server.url()
                        + " did not answer in time: this may have been accepted; look with: spirula runs vm-1\n");
        assertThat(keys()).hasSize(2);
        assertThat(new HashSet<>(keys())).hasSize(1);
    }

    @Test
    void aGatewayDoesNotKnowWhetherTheCommandWasAccepted() {
        server.page("POST /api/v1/runs", 504, "text/html", "<html>try later</html>");

        assertThat(command.run("backup", "vm-1", "vm-2")).isEqualTo(5);

        assertThat(command.err())
                .endsWith(" answered with HTTP status 504: this may have been accepted; look with: spirula runs\n");
        assertThat(new HashSet<>(keys())).hasSize(1);
    }

    @Test
    void aServerThatFailsAfterABrokenConnectionLeavesUnknownWhatBecameOfTheCommand() {
        server.breakOn("POST /api/v1/runs")
                .problem("POST /api/v1/runs", 503, "{\"code\":\"UNAVAILABLE\",\"detail\":\"nothing was changed\"}");

        assertThat(command.run("backup", "vm-1")).isEqualTo(5);

        assertThat(command.err()).contains("may have been accepted");
    }

    @Test
    void aServerThatSaysItFailedIsNotAskedAgain() {
        server.problem("POST /api/v1/runs", 503, "{\"code\":\"UNAVAILABLE\",\"detail\":\"nothing was changed\"}");

        assertThat(command.run("backup", "vm-1")).isEqualTo(1);

        assertThat(server.received()).hasSize(1);
        assertThat(command.err()).isEqualTo("spirula: nothing was changed [UNAVAILABLE]\n");
    }

    private List<String> keys() {
        return server.received().stream()
                .map(request -> request.header("Idempotency-Key").orElseThrow())
                .toList();
    }

    @Test
    void waitingEndsWithThePoint() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .on("GET /api/v1/runs/r1", 200, DIFFING)
                .on("GET /api/v1/runs/r1", 200, MOVING)
                .on("GET /api/v1/runs/r1", 200, MOVED_MORE)
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.run("backup", "vm-1", "--wait")).isZero();

        assertThat(command.out())
                .isEqualTo(
                        "Run r1 of site-a/rbd/vm-1 is completed: point 1623c54a, dr increment, exact diff (MAPS_UNPROVEN), 31.0 MiB moved, 1.8s\n");
        assertThat(command.err()).isEqualTo("""
                        site-a/rbd/vm-1: running
                        site-a/rbd/vm-1: diff, 1.0 MiB, size not known yet
                        site-a/rbd/vm-1: move, 10.0 MiB of 40.0 MiB
                        site-a/rbd/vm-1: completed
                        """);
        assertThat(command.interruptNotes()).containsExactly("The runs go on: r1. spirula cancel RUN stops one.");
    }

    @Test
    void waitingOnATerminalDrawsABarWithRateAndTimeLeft() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .on("GET /api/v1/runs/r1", 200, DIFFING)
                .on("GET /api/v1/runs/r1", 200, MOVING)
                .on("GET /api/v1/runs/r1", 200, MOVED_MORE)
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.onTerminal().run("backup", "vm-1", "--wait")).isZero();

        String redraw = "\u001b[1A\r\u001b[K";
        assertThat(command.err())
                .isEqualTo("\r\u001b[Ksite-a/rbd/vm-1  running\n"
                        + redraw + "site-a/rbd/vm-1  diff  1.0 MiB, size not known yet\n"
                        + redraw + "site-a/rbd/vm-1  move  [#####...............]  25 %  10.0 MiB of 40.0 MiB\n"
                        + redraw
                        + "site-a/rbd/vm-1  move  [##########..........]  50 %  20.0 MiB of 40.0 MiB  33.3 MiB/s  1s left\n"
                        + redraw + "site-a/rbd/vm-1  completed\n");
    }

    @Test
    void aNarrowTerminalShortensTheBarAndThenTheName() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING.replace("vm-1", "a-name-that-is-long".repeat(3)) + "]")
                .on("GET /api/v1/runs/r1", 200, MOVING)
                .on("GET /api/v1/runs/r1", 200, MOVED_MORE)
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        command.onTerminal().width(90).run("backup", "x", "--wait");

        assertThat(command.err().lines().map(line -> line.replaceAll("\u001b\\[[0-9]*[A-Z]|\r", "")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(90))
                .anySatisfy(line ->
                        assertThat(line).contains("  move  [####....]  50 %  20.0 MiB of 40.0 MiB  33.3 MiB/s"));
    }

    @Test
    void waitingInJsonPrintsTheFinalRunAndNothingElse() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]").on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.run("backup", "vm-1", "--wait", "-o", "json")).isZero();

        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree(COMPLETED));
    }

    @Test
    void severalRunsAreWaitedForTogetherAndOneFailureCounts() {
        String other = RUNNING.replace("r1", "r2").replace("vm-1", "vm-2");
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "," + other + "]")
                .on("GET /api/v1/runs/r1", 200, FAILED)
                .on("GET /api/v1/runs/r2", 200, other)
                .on("GET /api/v1/runs/r2", 200, COMPLETED.replace("r1", "r2").replace("vm-1", "vm-2"));

        assertThat(command.run("backup", "vm-1", "vm-2", "--wait")).isEqualTo(1);

        assertThat(command.out()).isEqualTo("""
                        Run r1 of site-a/rbd/vm-1 is failed: Cluster site-b has no space left
                        Run r2 of site-a/rbd/vm-2 is completed: point 1623c54a, dr increment, exact diff (MAPS_UNPROVEN), 31.0 MiB moved, 1.8s
                        """);
        assertThat(server.receivedLines().stream().filter("GET /api/v1/runs/r1"::equals))
                .hasSize(1);
    }

    @Test
    void whenTheTimeToWaitIsOverTheRunGoesOn() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]").on("GET /api/v1/runs/r1", 200, MOVING);

        assertThat(command.run("backup", "vm-1", "--wait", "--timeout", "1s", "-o", "json"))
                .isEqualTo(7);

        assertThat(JsonMapper.shared().readTree(command.out()).get("state").stringValue())
                .isEqualTo("running");
        assertThat(command.err()).endsWith("spirula: The time to wait is over; the runs go on: r1\n");
        assertThat(server.receivedLines().stream().filter("GET /api/v1/runs/r1"::equals))
                .hasSize(4);
    }

    @Test
    void aServerThatIsAwayForAMomentDoesNotEndAWait() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .page("GET /api/v1/runs/r1", 502, "text/html", "<html>bad gateway</html>")
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.run("backup", "vm-1", "--wait")).isZero();

        assertThat(command.err())
                .contains("HTTP status 502 Trying on for a minute.")
                .doesNotContain("<html>");
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void aServerThatFailsForAMomentDoesNotEndAWait(int status) {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .problem("GET /api/v1/runs/r1", status, "{\"code\":\"CODE\",\"detail\":\"not now\"}")
                .on("GET /api/v1/runs/r1", 200, COMPLETED);

        assertThat(command.run("backup", "vm-1", "--wait")).isZero();

        assertThat(command.err()).contains("not now [CODE] Trying on for a minute.");
    }

    @Test
    void aServerThatKeepsFailingEndsAWaitAfterAMinute() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .problem("GET /api/v1/runs/r1", 500, "{\"code\":\"INTERNAL\",\"detail\":\"a bug\"}");

        assertThat(command.run("backup", "vm-1", "--wait")).isEqualTo(1);

        assertThat(server.received()).hasSizeBetween(200, 205);
        assertThat(command.err()).endsWith("spirula: a bug [INTERNAL]\n");
    }

    @Test
    void aServerThatStaysAwayEndsAWaitAfterAMinute() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]")
                .problem("GET /api/v1/runs/r1", 503, "{\"detail\":\"The database is away\"}");

        assertThat(command.run("backup", "vm-1", "--wait")).isEqualTo(5);

        assertThat(server.received()).hasSizeBetween(200, 205);
        assertThat(command.err()).endsWith("spirula: The database is away\n");
    }

    @Test
    void waitingIsInterrupted() {
        server.on("POST /api/v1/runs", 202, "[" + RUNNING + "]").on("GET /api/v1/runs/r1", 200, RUNNING);

        assertThat(command.interruptedAtPause(2).run("backup", "vm-1", "--wait"))
                .isEqualTo(130);
    }

    @Test
    void aRefusedBackupSaysWhy() {
        server.problem(
                "POST /api/v1/runs",
                409,
                "{\"code\":\"NOT_PROTECTED\",\"detail\":\"No policy protects site-a/rbd/vm-9; spirula policies lists them\"}");

        assertThat(command.run("backup", "vm-9")).isEqualTo(4);

        assertThat(command.err())
                .isEqualTo(
                        "spirula: No policy protects site-a/rbd/vm-9; spirula policies lists them [NOT_PROTECTED]\n");
    }

    @Test
    void aRunIsCancelled() {
        server.on("POST /api/v1/runs/r1/cancel", 202, RUNNING).on("POST /api/v1/runs/..%2Fx/cancel", 202, COMPLETED);

        assertThat(command.run("cancel", "r1")).isZero();
        assertThat(command.run("cancel", "../x")).isZero();

        assertThat(command.out()).isEqualTo("Run r1 is being cancelled\nRun ../x of site-a/rbd/vm-1 is completed\n");
    }

    @Test
    void whatIsNoRunIsCancelledAsARestore() {
        String unknown = "{\"code\":\"NOT_FOUND\",\"detail\":\"There is no run x1\"}";
        server.problem("POST /api/v1/runs/x1/cancel", 404, unknown)
                .on("POST /api/v1/restores/x1/cancel", 202, "{\"id\":\"x1\",\"state\":\"running\"}");

        assertThat(command.run("cancel", "x1")).isZero();

        assertThat(command.out()).isEqualTo("Restore x1 is being cancelled\n");
    }

    @Test
    void aRestoreThatIsCompletedIsNotCancelledAndTheServerSaysWhy() {
        server.problem("POST /api/v1/runs/x1/cancel", 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"no run\"}")
                .problem(
                        "POST /api/v1/restores/x1/cancel",
                        409,
                        "{\"code\":\"ENDED\",\"detail\":\"Restore x1 is completed: image site-b/rbd/back is in place\"}");

        assertThat(command.run("cancel", "x1")).isEqualTo(4);

        assertThat(command.err()).contains("image site-b/rbd/back is in place");
    }

    @Test
    void anIdOfNothingIsNotFound() {
        server.problem("POST /api/v1/runs/x1/cancel", 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"no run\"}")
                .problem("POST /api/v1/restores/x1/cancel", 404, "{\"code\":\"NOT_FOUND\",\"detail\":\"no restore\"}");

        assertThat(command.run("cancel", "x1")).isEqualTo(3);

        assertThat(command.err()).contains("no run and no restore x1");
    }

    @Test
    void anImageIsReleased() {
        server.on(
                "POST /api/v1/images/release",
                202,
                "{\"image\":\"site-a/rbd/vm-1\",\"command\":\"c1\",\"warning\":\"policy gold protects it\"}");

        assertThat(command.run("release", "vm-1")).isZero();

        assertThat(server.only().body()).isEqualTo("{\"image\":\"vm-1\"}");
        assertThat(command.out()).isEqualTo("Our snapshots on vm-1 are being removed; its copies stay\n");
        assertThat(command.err()).isEqualTo("warning: policy gold protects it\n");
    }
}
