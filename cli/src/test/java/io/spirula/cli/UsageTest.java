package io.spirula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private final CommandLineRun command = new CommandLineRun();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no-such-command",
                "policy",
                "retention",
                "token",
                "dlt",
                "dlt show",
                "dlt replay",
                "token create",
                "token create night-shift",
                "token create night-shift --role king",
                "token revoke",
                "restores x1 --limit 3",
                "apply",
                "plan",
                "points",
                "backup",
                "cancel",
                "release",
                "status extra",
                "status --timeout soon",
                "status --timeout -1s",
                "images -o xml",
                "runs --limit many"
            })
    void whatCannotBeMeantExitsWithTwoAndTellsOnStandardError(String line) {
        assertThat(command.run(line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(2);

        assertThat(command.err()).isNotBlank();
        assertThat(command.out()).isEmpty();
    }

    @Test
    void aWordThatIsNearlyACommandIsGuessed() {
        command.run("statsu");

        assertThat(command.err()).contains("Did you mean").contains("status");
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        assertThat(command.run("--help")).isZero();

        assertThat(command.out())
                .contains("apply", "policies", "policy", "plan", "images", "status", "points", "runs", "events")
                .contains("backup", "cancel", "release", "restore", "restores", "retention", "topics", "dlt", "token")
                .contains("generate-completion")
                .contains("  7     still running", "  130   interrupted");
    }

    @Test
    void helpFitsTheTerminal() {
        assertThat(command.width(70).run("restore", "--help")).isZero();

        assertThat(command.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(70));
    }

    @Test
    void theVersionIsTold() {
        assertThat(command.run("--version")).isZero();

        assertThat(command.out()).startsWith("spirula ");
    }

    @Test
    void theShellLearnsToCompleteCommands() {
        assertThat(command.run("generate-completion")).isZero();

        assertThat(command.out()).contains("complete -F _complete_spirula").contains("retention");
        assertThat(command.out()).contains("restores").contains("viewer").contains("revoke");
    }
}
