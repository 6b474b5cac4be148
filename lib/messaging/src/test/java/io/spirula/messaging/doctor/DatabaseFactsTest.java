package io.spirula.messaging.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DatabaseFactsTest {

    record Case(DatabaseFacts facts, Verdict worst, String code, String mend) {}

    static Stream<Case> cases() {
        return Stream.of(
                new Case(facts(160_004, true, false, List.of(), 100), Verdict.OK, "OK", "null"),
                new Case(
                        facts(110_022, true, false, List.of(), 0),
                        Verdict.FAILED,
                        "DATABASE_OLD",
                        "pg_upgradecluster 11 main"),
                new Case(
                        facts(160_004, false, false, List.of(), 0),
                        Verdict.FAILED,
                        "DATABASE_RIGHTS",
                        "psql spirula -c 'ALTER SCHEMA transfer OWNER TO transfer'"),
                new Case(
                        facts(160_004, true, true, List.of("scheduler"), 0),
                        Verdict.WARNING,
                        "DATABASE_ROLE_TOO_STRONG",
                        "psql spirula -c 'ALTER ROLE transfer NOSUPERUSER'"),
                new Case(
                        facts(160_004, true, false, List.of("x'; y"), 0),
                        Verdict.WARNING,
                        "DATABASE_ROLE_TOO_STRONG",
                        "psql spirula -c 'REVOKE ALL ON SCHEMA \"x'\\''; y\" FROM transfer'"),
                new Case(facts(160_004, true, false, List.of(), -6_000), Verdict.WARNING, "CLOCK_SKEW", "timedatectl"),
                new Case(facts(160_004, true, false, List.of(), 400_000), Verdict.FAILED, "CLOCK_SKEW", "timedatectl"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsWrongIsNamedWithTheLineThatMendsIt(Case tried) {
        Finding worst = tried.facts().findings().stream()
                .max(java.util.Comparator.comparing(Finding::verdict))
                .orElseThrow();

        assertThat(worst.verdict()).isEqualTo(tried.worst());
        assertThat(worst.code()).isEqualTo(tried.code());
        assertThat(String.valueOf(worst.mend())).startsWith(tried.mend());
    }

    private static DatabaseFacts facts(
            int version, boolean mayCreate, boolean superuser, List<String> others, long skewMillis) {
        return new DatabaseFacts(
                version, "transfer", "transfer", mayCreate, superuser, others, Duration.ofMillis(skewMillis));
    }
}
