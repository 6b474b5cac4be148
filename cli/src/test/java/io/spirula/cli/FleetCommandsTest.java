package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class FleetCommandsTest {

    private static final String IMAGES = """
            [{"id":"f/2//1","ref":"site-a/rbd/vm-1","lineage":"l1","size":21474836480,"policies":["gold"],
              "lastPoint":{"id":"p1","time":"2026-11-22T20:10:50Z"},"rpo":{"target":"PT30M","age":"PT4M10S","met":true},
              "inTrash":false,"gone":false},
             {"id":"f/2//2","ref":"site-a/rbd/vm-2","lineage":null,"size":512,"policies":[],
              "lastPoint":null,"rpo":null,"inTrash":true,"gone":false}]
            """;
    private static final String STATUS = """
            {"at":"2026-11-22T20:15:00Z","healthy":true,"rows":[
             {"image":"site-a/rbd/vm-1","id":"f/2//1","policy":"gold","targets":[{"target":"dr","state":"complete","age":"PT4M10S"}],
              "rpo":{"target":"PT30M","age":"PT4M10S","met":true},
              "running":{"run":"r1","phase":"move","bytesDone":614,"bytesTotal":1000},"waiting":null,
              "lastRun":{"id":"r0","state":"completed","reason":null},"nextDue":"2026-11-22T20:30:00Z"}]}
            """;
    private static final String MISSED = STATUS.replace("\"met\":true", "\"met\":false")
            .replace(
                    "\"running\":{\"run\":\"r1\",\"phase\":\"move\",\"bytesDone\":614,\"bytesTotal\":1000}",
                    "\"running\":null")
            .replace("\"waiting\":null", "\"waiting\":\"cluster site-b does not answer\"");
    private static final String POINTS = """
            [{"id":"1623c54a-0e9b-55b4-9c64-39d11c04940f","image":"site-a/rbd/vm-1","time":"2026-11-22T20:00:00.412Z",
              "snapshot":"spirula-20261122T200000Z-5a6b7c8d9e0f","size":21474836480,"consistency":"crash",
              "copies":[{"target":"dr","state":"complete","assurance":"verified","diff":"fast","bytes":32505856,"reason":null},
                        {"target":"far","state":"failed","assurance":null,"bytes":null,
                         "reason":{"code":"TARGET_FULL","text":"no space left"}}]},
             {"id":"ca742e48-2175-56ab-bfe3-648a9d657092","image":"site-a/rbd/vm-1","time":"2026-11-21T20:00:00Z",
              "snapshot":"spirula-20261121T200000Z-3e4f5a6b7c8d","size":21474836480,"consistency":"crash","copies":[]}]
            """;

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void imagesAreListedWithTheirObjectiveInWords() {
        server.on("GET /api/v1/images", 200, IMAGES);

        assertThat(command.run("images")).isZero();

        assertThat(command.out()).isEqualTo("""
                        IMAGE                SIZE  POLICIES  LAST POINT              RPO               STATE
                        site-a/rbd/vm-1  20.0 GiB  gold      20:10:50Z (4m 10s ago)  ok 4m 10s of 30m  present
                        site-a/rbd/vm-2     512 B  none      -                       -                 in trash
                        """);
    }

    @Test
    void imagesCanBeNarrowedDown() {
        server.on("GET /api/v1/images?policy=a%26b&cluster=site-a&pool=r%2Fb%3Fd", 200, "[]");

        assertThat(command.run("images", "--policy", "a&b", "--cluster", "site-a", "--pool", "r/b?d"))
                .isZero();

        assertThat(command.out()).isEqualTo("No image is seen there.\n");
    }

    @Test
    void jsonIsWhatTheServerSent() {
        server.on("GET /api/v1/images", 200, IMAGES);

        assertThat(command.run("images", "-o", "json")).isZero();

        assertThat(JsonMapper.shared().readTree(command.out()))
                .isEqualTo(JsonMapper.shared().readTree(IMAGES));
    }

    @Test
    void yamlIsWhatTheServerSent() {
        server.on("GET /api/v1/images", 200, IMAGES);

        assertThat(command.run("images", "-o", "YAML")).isZero();

        assertThat(new YAMLMapper().readTree(command.out()).toString())
                .isEqualTo(JsonMapper.shared().readTree(IMAGES).toString());
    }

    @Test
    void statusSaysTheWorstFirst() {
        server.on("GET /api/v1/status", 200, STATUS);

        assertThat(command.run("status")).isZero();

        assertThat(command.out()).isEqualTo("""
                        All is well: 1 protected image.
                        as of 20:15:00Z (now)

                        IMAGE            POLICY  RPO               POINTS     NOW        LAST RUN   NEXT
                        site-a/rbd/vm-1  gold    ok 4m 10s of 30m  dr 4m 10s  move 61 %  completed  in 15m
                        """);
    }

    @Test
    void statusCheckFailsOnlyWhereAnObjectiveIsMissed() {
        server.on("GET /api/v1/status", 200, STATUS).on("GET /api/v1/status?policy=gold", 200, MISSED);

        assertThat(command.run("status", "--check")).isZero();
        CommandLineRun missed = CommandLineRun.against(server).width(120);
        assertThat(missed.run("status", "--check", "--policy", "gold")).isEqualTo(1);
        assertThat(CommandLineRun.against(server).run("status", "--policy", "gold"))
                .isZero();

        assertThat(missed.out()).isEqualTo("""
                        1 of 1 protected images misses its objective.
                        as of 20:15:00Z (now)

                        IMAGE            POLICY  RPO                   POINTS     NOW      LAST RUN   NEXT
                        site-a/rbd/vm-1  gold    MISSED 4m 10s of 30m  dr 4m 10s  waiting  completed  in 15m
                        site-a/rbd/vm-1 waits: cluster site-b does not answer
                        """);
    }

    @Test
    void anImageThatTwoPoliciesProtectIsOneImageAndAPolicyWithoutTargetsProtectsNone() {
        String row = "{\"image\":\"%1$s\",\"id\":\"%1$s\",\"policy\":\"%2$s\",\"targets\":%3$s,"
                + "\"lastRun\":{\"state\":\"%4$s\"},\"rpo\":{\"target\":null,\"age\":null,\"met\":null}}";
        String target = "[{\"target\":\"dr\"}]";
        server.on(
                "GET /api/v1/status",
                200,
                "{\"healthy\":true,\"rows\":["
                        + String.join(
                                ",",
                                row.formatted("vm-1", "gold", target, "completed"),
                                row.formatted("vm-1", "silver", target, "completed"),
                                row.formatted("vm-1", "bronze", "[]", "failed"),
                                row.formatted("vm-2", "gold", target, "completed"))
                        + "]}");

        assertThat(command.run("status", "--check")).isZero();

        assertThat(command.out()).startsWith("All is well: 2 protected images.\n");
    }

    @Test
    void statusTellsEachReasonOnceAndInFull() {
        String row = "{\"image\":\"%s\",\"policy\":\"gold\",\"waiting\":%s,\"lastRun\":%s}";
        String why = "\"cluster site-b does not answer, " + "and this is a long story ".repeat(6) + "\"";
        String failure =
                "{\"state\":\"failed\",\"reason\":{\"code\":\"TARGET_FULL\",\"text\":\"no space left on site-b\"}}";
        server.on(
                "GET /api/v1/status",
                200,
                "{\"rows\":[" + row.formatted("vm-1", why, "null") + "," + row.formatted("vm-2", why, "null") + ","
                        + row.formatted("vm-3", "null", failure) + "]}");

        command.run("status");

        assertThat(command.out())
                .contains("2 images wait: " + why.replace("\"", "") + "\n")
                .endsWith("vm-3 failed last: no space left on site-b\n");
    }

    @Test
    void aFailedRunIsToldButIsNoMissedObjective() {
        String unhealthy = STATUS.replace("\"healthy\":true", "\"healthy\":false");
        server.on("GET /api/v1/status", 200, unhealthy.replace("completed", "failed"))
                .on("GET /api/v1/status?policy=x", 200, unhealthy);

        assertThat(command.run("status", "--check")).isZero();
        assertThat(command.run("status", "--check", "--policy", "x")).isZero();

        assertThat(command.out())
                .startsWith("No objective is missed, but the last run of 1 of 1 protected images failed.\n")
                .contains("No objective is missed, but the server says that not all is well.\n");
    }

    @Test
    void anImageWithoutAPointMissesItsObjectiveAndOneWithoutAnObjectiveHasNone() {
        String row =
                "{\"image\":\"%s\",\"targets\":[{\"target\":\"dr\"}],\"rpo\":{\"target\":%s,\"age\":null,\"met\":%s}}";
        server.on(
                "GET /api/v1/status",
                200,
                "{\"rows\":[" + row.formatted("vm-1", "\"PT30M\"", "false") + ","
                        + row.formatted("vm-2", "null", "null") + "]}");

        assertThat(command.run("status", "--check")).isEqualTo(1);

        assertThat(command.out()).contains("MISSED none of 30m").containsPattern("vm-2 +- ");
    }

    @Test
    void statusWatchDrawsAgainAndOutlivesASilentServer() {
        server.on("GET /api/v1/status", 200, STATUS).problem("GET /api/v1/status", 503, "{\"detail\":\"starting\"}");
        server.on("GET /api/v1/status", 200, MISSED);

        assertThat(command.onTerminal()
                        .with("NO_COLOR", "1")
                        .interruptedAtPause(3)
                        .run("status", "--watch"))
                .isEqualTo(130);

        assertThat(command.out().split("\u001b\\[H\u001b\\[J")).hasSize(3);
        assertThat(command.out()).contains("All is well").contains("misses its objective");
        assertThat(command.err()).contains("starting Trying on.");
    }

    @Test
    void statusWatchInJsonIsAnObjectOnEachLine() {
        server.on("GET /api/v1/status", 200, STATUS);

        assertThat(command.interruptedAtPause(3).run("status", "--watch", "-o", "json"))
                .isEqualTo(130);

        assertThat(command.out().lines())
                .hasSize(3)
                .allSatisfy(
                        line -> assertThat(JsonMapper.shared().readTree(line).has("rows"))
                                .isTrue());
    }

    @Test
    void watchAndCheckExcludeEachOther() {
        assertThat(command.run("status", "--watch", "--check")).isEqualTo(2);
        assertThat(server.received()).isEmpty();
    }

    @Test
    void pointsAreListedWithEachCopy() {
        server.on("GET /api/v1/points?image=site-a%2Frbd%2Fvm-1&limit=2", 200, POINTS);

        assertThat(command.width(140).run("points", "site-a/rbd/vm-1", "--limit", "2"))
                .isZero();

        assertThat(command.out()).isEqualTo("""
                        POINT     TIME                            SIZE  CONSISTENCY  TARGET  COPY      ASSURANCE  DIFF     MOVED  WHY
                        1623c54a  20:00:00Z (14m 59s ago)     20.0 GiB  crash        dr      complete  verified   fast  31.0 MiB
                                                                                     far     failed    -          -            -  no space left
                        ca742e48  2026-11-21 20:00Z (1d ago)  20.0 GiB  crash        -       -         -          -            -
                        """);
    }

    @Test
    void aPointSaysWhenItsReplicaWasComparedWhole() {
        server.on("GET /api/v1/points?image=vm-1", 200, """
                [{"id":"1623c54a-0e9b-55b4-9c64-39d11c04940f","time":"2026-11-22T20:00:00Z","size":1,"consistency":"crash",
                "copies":[{"target":"dr","state":"complete","assurance":"verified","bytes":1,"reason":null,
                "comparedAt":"2026-11-22T20:10:00Z"}]}]""");

        assertThat(command.width(200).run("points", "vm-1")).isZero();

        assertThat(command.out()).contains("all of its replica was equal to the source at 20:10:00Z (5m ago)");
    }

    @Test
    void anImageWithoutPointsIsToldByName() {
        server.on("GET /api/v1/points?image=x", 200, "[]");

        assertThat(command.run("points", "x")).isZero();

        assertThat(command.out()).isEqualTo("There is no point of x yet.\n");
    }

    @Test
    void retentionIsExplained() {
        server.on("GET /api/v1/retention/explain?image=vm-1", 200, """
                [{"point":"1623c54a-0e9b-55b4-9c64-39d11c04940f","target":"dr","keep":true,"reason":"among the newest 3"},
                 {"point":"ca742e48-2175-56ab-bfe3-648a9d657092","target":{"name":"dr"},"keep":false,"reason":"beyond the newest 3"}]
                """);

        assertThat(command.run("retention", "explain", "vm-1")).isZero();

        assertThat(command.out()).isEqualTo("""
                        POINT     TARGET  VERDICT  WHY
                        1623c54a  dr      stays    among the newest 3
                        ca742e48  dr      goes     beyond the newest 3
                        """);
    }

    @Test
    void aTableNeverWrapsHoweverNarrowTheTerminal() {
        server.on("GET /api/v1/points?image=x", 200, POINTS)
                .on("GET /api/v1/images", 200, IMAGES.replace("vm-1", "a-very-long-name-of-an-image-".repeat(5)));

        for (int columns : new int[] {20, 40, 60, 80}) {
            CommandLineRun points = CommandLineRun.against(server).width(columns);
            CommandLineRun images = CommandLineRun.against(server).width(columns);
            points.run("points", "x");
            images.run("images");

            assertThat(points.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
            assertThat(images.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(columns));
        }
    }

    @Test
    void aTableThatGoesToAFileOrAFilterIsNeverCut() {
        String name = "a-very-long-name-of-an-image-".repeat(10) + "end";
        server.on("GET /api/v1/images", 200, IMAGES.replace("vm-1", name));

        command.with("COLUMNS", "80").run("images");

        assertThat(command.out())
                .contains("site-a/rbd/" + name + "  20.0 GiB  gold")
                .contains("present");
    }

    @Test
    void longNamesAreCutInTheMiddle() {
        server.on("GET /api/v1/images", 200, IMAGES.replace("vm-1", "begin" + "x".repeat(80) + "end"));

        command.width(100).run("images");

        assertThat(command.out().lines().skip(1).findFirst().orElseThrow())
                .hasSizeLessThanOrEqualTo(100)
                .startsWith("site-a/rbd/b")
                .contains("\u2026")
                .contains("xend  20.0 GiB");
    }

    @Test
    void hostileNamesCannotReachTheTerminal() {
        String hostile = "\\u001b]0;owned\\u0007\\u001b[2J\\n\\r\\t\\u202eevil\\u009b31m\\u0000\\u2028";
        server.on("GET /api/v1/images", 200, IMAGES.replace("vm-1", hostile));

        CommandLineRun json = CommandLineRun.against(server);
        command.width(200).run("images");
        json.run("images", "-o", "json");

        assertThat(command.out())
                .contains("site-a/rbd/\\x1b]0;owned\\x07\\x1b[2J\\n\\r\\t\\u{202e}evil\\x9b31m\\x00\\u{2028}");
        assertThat(command.out().lines()).hasSize(3);
        for (String text : new String[] {command.out(), json.out()}) {
            assertThat(text.codePoints().filter(point -> point != '\n'))
                    .noneMatch(point -> Character.isISOControl(point) || point == 0x202e || point == 0x2028);
        }
        assertThat(JsonMapper.shared().readTree(json.out()).get(0).get("ref").stringValue())
                .isEqualTo("site-a/rbd/\u001b]0;owned\u0007\u001b[2J\n\r\t\u202eevil\u009b31m\u0000\u2028");
    }

    @Test
    void wideCharactersKeepTheColumnsInLine() {
        server.on("GET /api/v1/images", 200, IMAGES.replace("vm-1", "\u865a\u62df\u673a"));

        command.run("images");

        assertThat(command.out()).contains("site-a/rbd/\u865a\u62df\u673a  20.0 GiB");
    }

    @Test
    void aTerminalThatLacksCharactersSeesEscapesAndJsonStaysUtf8() {
        server.on("GET /api/v1/images", 200, IMAGES.replace("vm-1", "caf\u00e9" + "x".repeat(90)));

        CommandLineRun json = CommandLineRun.against(server).charset(StandardCharsets.US_ASCII);
        command.width(100).charset(StandardCharsets.US_ASCII).run("images");
        json.run("images", "-o", "json");

        assertThat(command.out()).contains("~").doesNotContain("?");
        assertThat(new String(json.rawOut(), StandardCharsets.UTF_8)).contains("caf\u00e9");
    }

    @Test
    void coloursAreForTerminalsThatWantThem() {
        server.on("GET /api/v1/status", 200, MISSED);

        assertThat(coloured(CommandLineRun.against(server).onTerminal())).isTrue();
        assertThat(coloured(CommandLineRun.against(server))).isFalse();
        assertThat(coloured(CommandLineRun.against(server).onTerminal().with("NO_COLOR", "1")))
                .isFalse();
        assertThat(coloured(CommandLineRun.against(server).onTerminal().with("TERM", "dumb")))
                .isFalse();
    }

    private static boolean coloured(CommandLineRun run) {
        run.run("status");
        assertThat(Arrays.stream(run.out().split("\n"))).anyMatch(line -> line.contains("MISSED"));
        return run.out().contains("\u001b[1;31m");
    }
}
