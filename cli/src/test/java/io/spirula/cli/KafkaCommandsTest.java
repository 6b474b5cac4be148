package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class KafkaCommandsTest {

    private static final String LETTER = """
            {"id":"5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5","service":"transfer-service","topic":"spirula.snapshot","partition":2,
             "offset":41,"key":"disk-1","type":"io.spirula.SnapshotCreated.v1","event":"e1",
             "reason":{"code":"HANDLER_FAILED","text":"a bug"},"since":"2026-11-22T20:10:00Z","state":"open","behind":null,
             "replayable":true,"asked":false,"deadLetterTopic":"spirula.snapshot.transfer-service.dlt","deadLetterOffset":3,
             "endedAt":null,"endedBy":null}
            """;
    private static final String WAITING = LETTER.replace("5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5", "7a0c1e2f-0000")
            .replace("\"behind\":null", "\"behind\":\"5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5\"")
            .replace("HANDLER_FAILED", "WAITS")
            .replace("a bug", "it\\u001b[31m waits");

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void deadLettersAreListedAndASilentServiceIsNamed() {
        server.on(
                "GET /api/v1/dead-letters",
                200,
                "{\"letters\":[" + LETTER + "," + WAITING + "],\"more\":7,"
                        + "\"unknown\":{\"restore-service\":\"did not answer within 10 s\"}}");

        assertThat(command.width(200).run("dlt", "ls")).isZero();

        assertThat(command.out()).isEqualTo("""
                        LETTER    STATE            SINCE               SERVICE           RECORD                    KEY     WHY
                        5d0c1e2f  open             20:10:00Z (5m ago)  transfer-service  spirula.snapshot-2 at 41  disk-1  HANDLER_FAILED: a bug
                        7a0c1e2f  behind 5d0c1e2f  20:10:00Z (5m ago)  transfer-service  spirula.snapshot-2 at 41  disk-1  WAITS: it\\x1b[31m waits
                        """);
        assertThat(command.err())
                .contains("There are 7 more.")
                .contains("Not known: restore-service did not answer within 10 s");
    }

    @Test
    void whereNoneIsOpenThatIsSaidAndAllAreAskedForByName() {
        server.on("GET /api/v1/dead-letters", 200, "{\"letters\":[],\"more\":0,\"unknown\":{}}")
                .on("GET /api/v1/dead-letters?all=true", 200, "{\"letters\":[],\"more\":0,\"unknown\":{}}");

        assertThat(command.run("dlt", "ls")).isZero();
        assertThat(command.run("dlt", "ls", "--all")).isZero();

        assertThat(command.out()).isEqualTo("No dead letter is open.\nThere is no dead letter.\n");
        assertThat(command.err()).isEmpty();
    }

    @Test
    void aLetterIsShownWithoutHarmToTheTerminal() {
        server.on(
                "GET /api/v1/dead-letters/5d0c1e2f",
                200,
                "{\"letter\":" + LETTER.replace("\"replayable\":true", "\"replayable\":false")
                        + ",\"content\":{\"headers\":[{\"name\":\"ce_\\u009bid\",\"value\":\"\\u202eab\",\"size\":5}],"
                        + "\"moreHeaders\":2,\"payload\":\"\\u001b[2Jrm -rf\",\"payloadSize\":4096}}");

        assertThat(command.width(200).run("dlt", "show", "5d0c1e2f")).isZero();

        assertThat(command.out())
                .contains("Letter   5d0c1e2f-3a4b-5c6d-8e7f-90a1b2c3d4e5, open")
                .contains("Why      HANDLER_FAILED: a bug")
                .contains("It can only be discarded.")
                .contains("\\x9b")
                .contains("\\u{202e}ab")
                .contains("and 2 more headers")
                .contains("\\x1b[2Jrm -rf")
                .doesNotContain("\u001b", "\u009b", "\u202e");
    }

    @Test
    void aLetterIsReplayedOrDiscarded() {
        server.on("POST /api/v1/dead-letters/5d0c1e2f/replay", 202, LETTER)
                .problem(
                        "POST /api/v1/dead-letters/7a0c1e2f/replay",
                        409,
                        "{\"code\":\"WAITS\",\"detail\":\"It waits behind another\"}")
                .on("POST /api/v1/dead-letters/5d0c1e2f/discard", 202, LETTER);

        assertThat(command.run("dlt", "replay", "5d0c1e2f")).isZero();
        assertThat(command.run("dlt", "replay", "7a0c1e2f")).isEqualTo(4);
        assertThat(command.run("dlt", "discard", "5d0c1e2f", "-o", "json")).isZero();

        assertThat(command.out())
                .startsWith("Dead letter 5d0c1e2f of transfer-service is handled again; see spirula dlt ls --all\n{");
        assertThat(command.err()).isEqualTo("spirula: It waits behind another [WAITS]\n");
    }

    @Test
    void topicsAndHowFarBehindTheirReadersAreAreShown() {
        String view = """
                {"at":"2026-11-22T20:15:00Z","brokers":3,"topics":[
                  {"name":"spirula.policy","partitions":4,"replicas":3,"underReplicated":0,"leaderless":0,"retentionKnown":true,"retention":null,"records":12},
                  {"name":"spirula.run","partitions":4,"replicas":3,"underReplicated":2,"leaderless":0,"retentionKnown":true,"retention":"PT2160H","records":900},
                  {"name":"spirula.snapshot","partitions":4,"replicas":1,"underReplicated":1,"leaderless":1,"retentionKnown":false,"retention":null,"records":null}],
                 "groups":[
                  {"name":"spirula.restore-service.query","members":1,"topics":[]},
                  {"name":"spirula.transfer-service","members":0,"topics":[
                    {"topic":"spirula.policy","lag":0,"lagSeconds":0.0,"deadLetters":0},
                    {"topic":"spirula.snapshot","lag":17,"lagSeconds":95.5,"deadLetters":2}]},
                  {"name":"spirula.unknown","members":null,"topics":[
                    {"topic":"spirula.snapshot","lag":null,"lagSeconds":null,"deadLetters":null}]}],
                 "unknown":{"what partition 2 of spirula.snapshot holds":"no broker leads it"},
                 "deadLettersUnknown":{"restore-service":"did not answer"}}
                """;
        server.on("GET /api/v1/topics", 200, view);

        assertThat(command.width(200).run("topics")).isZero();
        assertThat(command.out()).isEqualTo("""
                        TOPIC             PARTITIONS  REPLICAS  KEPT           RECORDS  STATE
                        spirula.policy             4         3  newest of key       12  in sync
                        spirula.run                4         3  90d                900  2 under-replicated
                        spirula.snapshot           4         1  -                    -  1 without a leader

                        GROUP                          MEMBERS  TOPIC             LAG  SINCE   DEAD LETTERS
                        spirula.restore-service.query        1  -                   -  -                  -
                        spirula.transfer-service             0  spirula.policy      0  -                  0
                        spirula.transfer-service             0  spirula.snapshot   17  1m 35s             2
                        spirula.unknown                      -  spirula.snapshot    -  -                  -
                        """);
        assertThat(command.err())
                .contains("Not known: what partition 2 of spirula.snapshot holds: no broker leads it")
                .contains("Dead letters not known: restore-service did not answer");

        assertThat(command.run("topics", "-o", "json")).isZero();
        assertThat(command.out())
                .contains(JsonMapper.shared().readTree(view).get("brokers").asString());
    }
}
