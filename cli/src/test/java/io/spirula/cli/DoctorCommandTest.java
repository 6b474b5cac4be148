package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class DoctorCommandTest {

    private static final String WELL = """
            {"services":["snapshot-service","transfer-service"],"check":"health","object":"site-a","verdict":"ok","code":"OK",
             "text":"HEALTH_OK","mend":null}""";
    private static final String WARNING = """
            {"services":["snapshot-service"],"check":"health","object":"site-b","verdict":"warning","code":"MON_CLOCK_SKEW",
             "text":"clocks differ","mend":"timedatectl set-ntp true"}""";
    private static final String FAILED = """
            {"services":["transfer-service"],"check":"capability","object":"site-b/rbd","verdict":"failed",
             "code":"CAPABILITY_MISSING","text":"client.spirula-transfer lacks it","mend":"ceph auth caps client.x mon 'allow r'"}
            """;

    private final ApiServer server = new ApiServer();
    private final CommandLineRun command = CommandLineRun.against(server);

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aFailedCheckExitsWithOneAndTellsTheLineThatMendsIt() {
        answer("failed", FAILED, WARNING, WELL);

        assertThat(command.width(200).run("doctor")).isEqualTo(1);

        assertThat(command.out()).isEqualTo("""
                STATE    CODE                SERVICE   OBJECT      WHAT
                failed   CAPABILITY_MISSING  transfer  site-b/rbd  client.spirula-transfer lacks it
                warning  MON_CLOCK_SKEW      snapshot  site-b      clocks differ

                CAPABILITY_MISSING site-b/rbd, what to do:
                  ceph auth caps client.x mon 'allow r'

                MON_CLOCK_SKEW site-b, what to do:
                  timedatectl set-ntp true

                1 of 3 checks are well (--all shows them)
                """);
    }

    @Test
    void aWarningDoesNotFail() {
        answer("warning", WARNING, WELL);

        assertThat(command.run("doctor")).isZero();
    }

    @Test
    void whatIsWellIsShownOnRequest() {
        answer("ok", WELL);

        assertThat(command.width(200).run("doctor", "--all")).isZero();

        assertThat(command.out()).isEqualTo("""
                STATE  CODE  SERVICE             OBJECT  WHAT
                ok     OK    snapshot, transfer  site-a  HEALTH_OK

                1 of 1 checks are well
                """);
    }

    @Test
    void scriptsGetAllOfItAndTheSameExitCode() {
        answer("failed", FAILED, WELL);

        assertThat(command.run("doctor", "-o", "json")).isEqualTo(1);

        assertThat(new JsonMapper()
                        .readTree(command.out())
                        .at("/findings/0/mend")
                        .asString())
                .isEqualTo("ceph auth caps client.x mon 'allow r'");
    }

    private void answer(String verdict, String... findings) {
        server.on(
                "GET /api/v1/doctor",
                200,
                "{\"at\":\"2026-11-22T20:10:00Z\",\"verdict\":\"" + verdict + "\",\"findings\":["
                        + String.join(",", findings) + "]}");
    }
}
