package io.spirula.scheduler.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.RunTrigger;
import io.spirula.contracts.policy.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DueDecisionTest {

    private static final Instant DUE = Instant.parse("2026-11-22T20:00:00Z");
    private static final TargetRef DR = new TargetRef("dr", TargetType.RBD, "site-b", "rbd", "");
    private static final TargetRef FAR = new TargetRef("far", TargetType.RBD, "site-c", "rbd", "");
    private static final List<TargetRef> BOTH = List.of(DR, FAR);
    private final DueTimes times = DueTimes.of(
            new Schedule(Duration.ofMinutes(15), null, "UTC", Duration.ZERO, true), new LineageId(new UUID(1, 2)));

    @Test
    void whatIsDueOnTimeIsStartedOnAllTargets() {
        DueDecision decision = decide(DUE.plusMillis(80), Map.of(), true);
        assertThat(decision.targets()).isEqualTo(BOTH);
        assertThat(decision.trigger()).isEqualTo(RunTrigger.SCHEDULE);
        assertThat(decision.nextDue()).isEqualTo(DUE.plus(Duration.ofMinutes(15)));
    }

    @Test
    void aBusyTargetIsLeftOutWithoutDelayingTheOthers() {
        DueDecision decision = decide(DUE, Map.of(DR.key(), "the copy of run 1 is pending"), true);
        assertThat(decision.targets()).containsExactly(FAR);
        assertThat(decision.skipped()).isNull();
    }

    @Test
    void aRunIsSkippedOnlyWhenEveryTargetIsBusyAndSaysWithWhat() {
        DueDecision decision = decide(DUE, Map.of(DR.key(), "reason one", FAR.key(), "reason two"), true);
        assertThat(decision.targets()).isEmpty();
        assertThat(decision.skipped().code()).isEqualTo("BUSY");
        assertThat(decision.skipped().text()).contains("dr: reason one", "far: reason two");
        assertThat(decision.nextDue()).isEqualTo(DUE.plus(Duration.ofMinutes(15)));
    }

    @Test
    void manyMissedRunsAreMadeUpForByOne() {
        Instant now = DUE.plus(Duration.ofHours(5)).plusSeconds(3);
        DueDecision decision = decide(now, Map.of(), true);
        assertThat(decision.trigger()).isEqualTo(RunTrigger.CATCH_UP);
        assertThat(decision.targets()).isEqualTo(BOTH);
        assertThat(decision.nextDue()).isEqualTo(DUE.plus(Duration.ofMinutes(315)));
    }

    @Test
    void withoutCatchUpMissedRunsAreSkippedAndTheNextOneIsOnTime() {
        DueDecision decision = decide(DUE.plus(Duration.ofHours(5)).plusSeconds(3), Map.of(), false);
        assertThat(decision.skipped().code()).isEqualTo("MISSED");
        assertThat(decision.nextDue()).isEqualTo(DUE.plus(Duration.ofMinutes(315)));
        assertThat(decide(DUE.plusSeconds(20), Map.of(), false).skipped()).isNull();
        assertThat(decide(DUE.plusSeconds(90), Map.of(), false).skipped()).isNotNull();
    }

    private DueDecision decide(Instant now, Map<String, String> busy, boolean catchUp) {
        return DueDecision.of(times, DUE, now, BOTH, busy, catchUp);
    }
}
