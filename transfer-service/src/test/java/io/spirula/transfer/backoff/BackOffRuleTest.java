package io.spirula.transfer.backoff;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Reason;
import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackOffRuleTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final BackOffProperties LIMITS = new BackOffProperties(true, PATIENCE, 10, 50, true);
    private static final Instant ASKED = Instant.parse("2026-11-22T20:00:00Z");

    private static ClusterStatus status(@Nullable String health, @Nullable String groups) {
        List<HealthCheck> checks = words(health)
                .map(code -> new HealthCheck(code, false, "words of Ceph"))
                .toList();
        Map<String, Long> states = new HashMap<>();
        words(groups).map(group -> group.split("=")).forEach(group -> states.put(group[0], Long.parseLong(group[1])));
        return new ClusterStatus(checks, states);
    }

    private static Stream<String> words(@Nullable String text) {
        return text == null ? Stream.empty() : Arrays.stream(text.split(" "));
    }

    private static @Nullable String code(boolean target, ClusterStatus status, BackOffProperties limits) {
        return BackOffRule.reason("site-b", target, status, limits)
                .map(Reason::code)
                .orElse(null);
    }

    @ParameterizedTest(name = "target {0}, {1}, {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            true  |                            | active+clean=100                                                 |
            true  |                            |                                                                  |
            true  | MGR_DOWN                   |                                                                  |
            true  | PG_DEGRADED SLOW_OPS       | active+clean=100                                                 |
            # nearly full: of the target alone, and a full one is told by who is refused
            true  | OSD_NEARFULL               | active+clean=100                                                 | CLUSTER_NEAR_FULL
            true  | OSD_BACKFILLFULL           |                                                                  | CLUSTER_NEAR_FULL
            false | OSD_NEARFULL               | active+clean=100                                                 |
            true  | OSD_FULL                   | active+clean=100                                                 |
            true  | OSD_FULL OSD_NEARFULL      | active+clean=100                                                 |
            true  | POOL_NEARFULL              | active+clean=100                                                 |
            # recovering: of both
            true  | PG_DEGRADED                | active+clean=89 active+undersized+degraded=11                    | CLUSTER_RECOVERING
            false | PG_DEGRADED                | active+clean=89 active+undersized+degraded=11                    | CLUSTER_RECOVERING
            true  | PG_DEGRADED                | active+clean=90 active+undersized+degraded=10                    |
            true  |                            | active+clean=89 active+recovering=6 active+recovery_wait=5       | CLUSTER_RECOVERING
            true  |                            | active+clean=89 active+remapped+backfilling=6 active+remapped+backfill_wait=5 | CLUSTER_RECOVERING
            true  |                            | active+clean=89 active+remapped+backfill_toofull=11              | CLUSTER_RECOVERING
            true  |                            | active+clean=89 active+recovery_unfound=11                       | CLUSTER_RECOVERING
            true  |                            | active+clean+scrubbing+deep=50 peering=50                        |
            true  |                            | active+undersized+degraded=1                                     | CLUSTER_RECOVERING
            # trimming: of both
            true  |                            | active+clean=49 active+clean+snaptrim=2 active+clean+snaptrim_wait=49 | CLUSTER_TRIMMING
            false |                            | active+clean=49 active+clean+snaptrim=2 active+clean+snaptrim_wait=49 | CLUSTER_TRIMMING
            true  |                            | active+clean=50 active+clean+snaptrim=50                         |
            # one state of both kinds counts once for each
            true  |                            | active+recovering+snaptrim_wait=60 active+clean=40               | CLUSTER_RECOVERING
            # beyond all bounds
            true  |                            | active+degraded=4611686018427387                                 | CLUSTER_RECOVERING
            """)
    void aClusterThatHasEnoughToDoIsWaitedFor(
            boolean target, @Nullable String health, @Nullable String groups, @Nullable String expected) {
        assertThat(code(target, status(health, groups), LIMITS)).isEqualTo(expected);
    }

    @Test
    void eachReasonCanBeTurnedOff() {
        ClusterStatus worst = status("OSD_NEARFULL", "active+undersized+degraded+snaptrim_wait=100");

        assertThat(code(true, worst, new BackOffProperties(true, PATIENCE, 10, 50, false)))
                .isEqualTo("CLUSTER_RECOVERING");
        assertThat(code(true, worst, new BackOffProperties(true, PATIENCE, 100, 50, false)))
                .isEqualTo("CLUSTER_TRIMMING");
        assertThat(code(true, worst, new BackOffProperties(true, PATIENCE, 100, 100, false)))
                .isNull();
    }

    @Test
    void withNothingAllowedOnePlacementGroupIsEnough() {
        BackOffProperties strict = new BackOffProperties(true, PATIENCE, 0, 0, true);

        assertThat(code(true, status(null, "active+clean=100000 active+degraded=1"), strict))
                .isEqualTo("CLUSTER_RECOVERING");
        assertThat(code(true, status(null, "active+clean=100000"), strict)).isNull();
    }

    @Test
    void theReasonNamesTheClusterAndDoesNotChangeAllTheTime() {
        Reason some = BackOffRule.reason("site-b", true, status(null, "active+degraded=50 active+clean=50"), LIMITS)
                .orElseThrow();
        Reason fewer = BackOffRule.reason("site-b", true, status(null, "active+degraded=49 active+clean=51"), LIMITS)
                .orElseThrow();

        assertThat(some.text()).contains("site-b", "more than 10 %", "ceph -s");
        assertThat(fewer).isEqualTo(some);
    }

    @Test
    void patienceEndsAfterHalfOfTheTimeAtTheLatest() {
        assertThat(BackOffRule.latest(ASKED, ASKED.plusSeconds(3600), PATIENCE)).isEqualTo(ASKED.plusSeconds(300));
        assertThat(BackOffRule.latest(ASKED, ASKED.plusSeconds(120), PATIENCE)).isEqualTo(ASKED.plusSeconds(60));
        assertThat(BackOffRule.latest(ASKED, ASKED.minusSeconds(120), PATIENCE)).isBefore(ASKED);
        assertThat(BackOffRule.latest(ASKED, ASKED.plusSeconds(3600), Duration.ZERO))
                .isEqualTo(ASKED);
    }
}
