package io.spirula.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.bench.BenchOptions.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchOptionsTest {

    private static final Set<String> KNOWN = Set.of("seed", "trim");

    @Test
    void withoutOptionsAllRowsAreMeasuredInFivePairs() throws UsageException {
        BenchOptions options = BenchOptions.parse(List.of(), KNOWN);
        assertThat(options).isEqualTo(new BenchOptions(false, 5, Set.of(), Set.of(), false, false));
        assertThat(options.asksFor("seed")).isTrue();
    }

    @Test
    void quickMeansOnePairUnlessMoreAreAskedFor() throws UsageException {
        assertThat(BenchOptions.parse(List.of("--quick"), KNOWN).pairs()).isEqualTo(1);
        assertThat(BenchOptions.parse(List.of("--quick", "--pairs", "3"), KNOWN).pairs())
                .isEqualTo(3);
        assertThat(BenchOptions.parse(List.of("--pairs", "3", "--quick"), KNOWN).quick())
                .isTrue();
    }

    @Test
    void onlyTheRowsThatAreNamedAreMeasured() throws UsageException {
        BenchOptions options = BenchOptions.parse(List.of("--rows", "trim"), KNOWN);
        assertThat(options.asksFor("trim")).isTrue();
        assertThat(options.asksFor("seed")).isFalse();
    }

    @Test
    void onlyTheContendersThatAreNamedAreMeasured() throws UsageException {
        assertThat(BenchOptions.parse(List.of("--contenders", "pipe,spirula-objects"), KNOWN)
                        .contenders())
                .containsExactlyInAnyOrder("pipe", "spirula-objects");
    }

    @Test
    void profilesAreTakenWhenAskedFor() throws UsageException {
        assertThat(BenchOptions.parse(List.of("--profile"), KNOWN).profile()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--fast",
                "seed",
                "--pairs",
                "--pairs 0",
                "--pairs 100",
                "--pairs -1",
                "--pairs x",
                "--rows",
                "--rows seed,other",
                "--rows seed,",
                "--contenders",
                "--contenders ",
                "--contenders pipe,",
                "--quick=1"
            })
    void whatIsNotUnderstoodIsRefused(String arguments) {
        assertThatThrownBy(() -> BenchOptions.parse(Arrays.asList(arguments.split(" ")), KNOWN))
                .isInstanceOf(UsageException.class);
    }
}
