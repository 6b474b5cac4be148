package io.spirula.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' own tool judges what is handed out. It is never passed over: bin/test fetches the tool. */
class AlertRulesIT {

    @ParameterizedTest
    @CsvSource({"check rules, alerts.yml", "check config, prometheus.yml", "test rules, alerts_test.yml"})
    void prometheusTakesWhatIsHandedOut(String question, String file) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(promtool().toString()));
        command.addAll(List.of(question.split(" ")));
        command.add(Checkout.path("docs", "monitoring", file).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }

    @Test
    void eachRuleSaysHowBadItIsWhatIsWrongAndWhatToDoAndIsTested() throws IOException {
        String rules = Files.readString(Checkout.path("docs", "monitoring", "alerts.yml"));
        AlertTests tests = AlertTests.read();
        String[] alerts = rules.split("- alert: ");
        assertThat(alerts).hasSizeGreaterThan(10);
        for (String alert : Arrays.copyOfRange(alerts, 1, alerts.length)) {
            String name = alert.lines().findFirst().orElseThrow().trim();
            assertThat(alert).as(name).containsPattern("severity: (critical|warning|info) ");
            assertThat(alert).as(name).contains("summary: ").contains("description: ");
            assertThat(tests.firing()).as("alerts that a test sees firing").contains(name);
            assertThat(tests.silent()).as("alerts that a test sees silent").contains(name);
        }
    }

    private static Path promtool() {
        return Stream.concat(
                        Stream.of(Checkout.path("target", "tools", "promtool")),
                        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                                .map(directory -> Path.of(directory, "promtool")))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(
                        () -> new AssertionError(
                                "promtool is missing: bin/test fetches it, or apt-get install --no-install-recommends prometheus"));
    }
}
