package io.spirula.cli;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.cli.api.Deadlines;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.json.JsonMapper;

class EventsCommandTest {

    private static final String COMPLETED =
            "{\"id\":\"e2\",\"type\":\"io.spirula.CopyCompleted.v1\",\"time\":\"2026-11-22T20:00:02Z\","
                    + "\"subject\":\"site-a/rbd/vm-1\",\"lineage\":\"l1\",\"run\":\"r1\","
                    + "\"data\":{\"copy\":{\"state\":\"complete\",\"mode\":\"increment\",\"bytesMoved\":32505856,\"reason\":null}}}";
    private static final String FAILED =
            "{\"id\":\"e1\",\"type\":\"RunFailed\",\"time\":\"2026-11-22T20:00:01Z\",\"subject\":\"site-a/rbd/\\u001b[2J\","
                    + "\"data\":{\"reason\":{\"code\":\"X\",\"text\":\"no space left\"}}}";

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void eventsAreListedWithTheNewestAtTheEnd() {
        server.on("GET /api/v1/events?image=vm-1&type=RunFailed&limit=2", 200, "[" + COMPLETED + "," + FAILED + "]");

        assertThat(command.run("events", "--image", "vm-1", "--type", "RunFailed", "--limit", "2"))
                .isZero();

        assertThat(command.out()).isEqualTo("""
                        2026-11-22T20:00:01Z  RunFailed           site-a/rbd/\\x1b[2J  no space left
                        2026-11-22T20:00:02Z  CopyCompleted       site-a/rbd/vm-1  complete  increment  31.0 MiB moved  run r1
                        """);
        assertThat(server.only().header("Accept").orElseThrow()).contains("application/json");
    }

    @Test
    void followingGoesOnAfterTheLastEventWhenTheConnectionEnds() {
        server.page(
                "GET /api/v1/events",
                200,
                "text/event-stream",
                ":hello\nid: 17\nevent: event\ndata: " + COMPLETED
                        + "\n\nid: 18\ndata:{\"id\":\"e3\",\ndata:\"type\":\"X\"}\n\n");
        server.problem("GET /api/v1/events", 503, "{\"detail\":\"starting\"}");
        server.page("GET /api/v1/events", 200, "text/event-stream", "id: 19\ndata: " + FAILED + "\n\n");

        assertThat(command.interruptedAtPause(3).run("events", "--follow", "-o", "json"))
                .isEqualTo(130);

        assertThat(command.out()
                        .lines()
                        .map(line ->
                                JsonMapper.shared().readTree(line).get("id").stringValue()))
                .containsExactly("e2", "e3", "e1");
        assertThat(server.received().get(0).header("Accept")).contains("text/event-stream");
        assertThat(server.received().get(0).header("Last-Event-ID")).isEmpty();
        assertThat(server.received().get(1).header("Last-Event-ID")).contains("18");
        assertThat(server.received().get(2).header("Last-Event-ID")).contains("18");
        assertThat(command.err()).isEqualTo("starting Trying on.\nspirula: Interrupted\n");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void followingLeavesAConnectionOnWhichNothingComes() {
        server.fallSilent("GET /api/v1/events", "text/event-stream", "id: 17\ndata: " + COMPLETED + "\n\n");
        server.page("GET /api/v1/events", 200, "text/event-stream", "id: 18\ndata: " + FAILED + "\n\n");

        assertThat(command.deadlines(new Deadlines(ofSeconds(5), ofSeconds(30), ofSeconds(1)))
                        .interruptedAtPause(2)
                        .run("events", "--follow"))
                .isEqualTo(130);

        assertThat(server.received()).hasSize(2);
        assertThat(server.received().get(1).header("Last-Event-ID")).contains("17");
        assertThat(command.out().lines()).hasSize(2);
        assertThat(command.err()).startsWith("Nothing came for 1 s, not even a heartbeat; connecting again.\n");
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void followingAServerThatNeverAnswersTriesOn() {
        server.page("GET /api/v1/events", 200, "text/event-stream", "id: 17\ndata: " + COMPLETED + "\n\n");
        server.neverAnswer("GET /api/v1/events");

        assertThat(command.deadlines(new Deadlines(ofSeconds(5), ofMillis(700), ofSeconds(45)))
                        .interruptedAtPause(2)
                        .run("events", "--follow"))
                .isEqualTo(130);

        assertThat(command.err()).contains("it did not answer in time").contains("Trying on.");
    }

    @Test
    void anEventThatIsNoJsonIsLeftOutAndTold() {
        server.page("GET /api/v1/events", 200, "text/event-stream", "data: {broken\n\ndata: " + COMPLETED + "\n\n");

        command.interruptedAtPause(1).run("events", "--follow");

        assertThat(command.out().lines()).hasSize(1);
        assertThat(command.err()).startsWith("An event is no JSON and is left out: ");
    }

    @Test
    void followingWithoutPermissionEndsAtOnce() {
        server.problem("GET /api/v1/events", 403, "{\"code\":\"FORBIDDEN\",\"detail\":\"viewer is needed\"}");

        assertThat(command.run("events", "--follow")).isEqualTo(4);

        assertThat(command.err()).isEqualTo("spirula: viewer is needed [FORBIDDEN]\n");
    }
}
