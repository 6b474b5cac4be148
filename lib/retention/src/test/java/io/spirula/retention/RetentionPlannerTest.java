package io.spirula.retention;

import static io.spirula.retention.Completeness.COMPLETE;
import static io.spirula.retention.Completeness.INCOMPLETE;
import static io.spirula.retention.Completeness.QUARANTINED;
import static io.spirula.retention.Completeness.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.PointId;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.retention.KeepReason.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionPlannerTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final HeldPoint P1 = point(1, COMPLETE);
    private static final HeldPoint P2 = point(2, COMPLETE);
    private static final HeldPoint P3 = point(3, COMPLETE);
    private static final HeldPoint P4 = point(4, COMPLETE);

    private static HeldPoint point(int number, Completeness completeness) {
        return new HeldPoint(
                new PointId(new UUID(0, number)), NOW.minus(Duration.ofMinutes(100 - number)), completeness);
    }

    private static Request points(HeldPoint... points) {
        return new Request(List.of(points), 1, Map.of(), Set.of(), null);
    }

    private record Request(
            List<HeldPoint> points, int last, Map<PointId, List<Hold>> holds, Set<PointId> pins, PointId base) {

        Request last(int number) {
            return new Request(points, number, holds, pins, base);
        }

        Request held(HeldPoint point, String holder) {
            return new Request(points, last, Map.of(point.id(), List.of(new Hold(holder, "a restore"))), pins, base);
        }

        Request pinned(HeldPoint point) {
            return new Request(points, last, holds, Set.of(point.id()), base);
        }

        Request base(HeldPoint point) {
            return new Request(points, last, holds, pins, point.id());
        }

        RetentionPlan plan() {
            return RetentionPlanner.plan(new RetentionRequest(points, new KeepRule(last), holds, pins, base, NOW));
        }
    }

    static Stream<Arguments> cases() {
        HeldPoint half = point(5, INCOMPLETE);
        HeldPoint odd = point(0, UNKNOWN);
        HeldPoint older = point(0, QUARANTINED);
        HeldPoint bad = point(5, QUARANTINED);
        HeldPoint future = new HeldPoint(new PointId(new UUID(0, 9)), NOW.plus(Duration.ofHours(1)), COMPLETE);
        return Stream.of(
                Arguments.of("nothing held, nothing dropped", points(), List.of()),
                Arguments.of("the only point stays", points(P1), List.of()),
                Arguments.of("last 1 keeps the newest", points(P2, P3, P1), List.of(P1, P2)),
                Arguments.of(
                        "last 2 keeps two, in any order of listing",
                        points(P3, P1, P2).last(2),
                        List.of(P1)),
                Arguments.of("more kept than there are", points(P1, P2).last(7), List.of()),
                Arguments.of("an incomplete point neither counts nor goes", points(P1, P2, half), List.of(P1)),
                Arguments.of("a point of unknown state stays", points(odd, P1, P2), List.of(P1)),
                Arguments.of(
                        "a quarantined point counts for nothing",
                        points(P1, P2, bad).last(2),
                        List.of()),
                Arguments.of(
                        "a quarantined point stays until others take its place", points(older, P1), List.of(older)),
                Arguments.of(
                        "a quarantined point stays like a complete one",
                        points(older, P1).last(2),
                        List.of()),
                Arguments.of("quarantined points alone all stay", points(older, bad), List.of()),
                Arguments.of("a needed point stays", points(P1, P2, P3).held(P1, "restore 7"), List.of(P2)),
                Arguments.of("a pinned point stays", points(P1, P2, P3).pinned(P2), List.of(P1)),
                Arguments.of("the base stays", points(P1, P2, P3, P4).base(P3), List.of(P1, P2)),
                Arguments.of("a point from the future stays and does not count", points(P1, P2, future), List.of(P1)),
                Arguments.of(
                        "a need of something else keeps nothing", points(P1, P2).held(P4, "x"), List.of(P1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void dropsWhatNothingKeepsOldestFirst(String name, Request request, List<HeldPoint> dropped) {
        assertThat(request.plan().drop()).containsExactlyElementsOf(dropped);
        assertThat(request.plan().keep())
                .containsExactlyInAnyOrderElementsOf(request.points().stream()
                        .filter(point -> !dropped.contains(point))
                        .toList());
    }

    @Test
    void namesEverythingThatKeepsAPoint() {
        Verdict newest = points(P1, P2)
                .held(P2, "target dr")
                .pinned(P2)
                .base(P2)
                .plan()
                .verdicts()
                .get(0);

        assertThat(newest.point()).isEqualTo(P2);
        assertThat(newest.reasons())
                .extracting(KeepReason::code)
                .containsExactly(Code.LAST, Code.NEWEST_COMPLETE, Code.BASE, Code.HELD, Code.PINNED);
        assertThat(newest.explain())
                .isEqualTo("number 1 of the last 1; the newest complete point; the base of the next increment;"
                        + " needed by target dr for a restore; pinned");
    }

    @Test
    void withoutARuleEverythingStaysAndSaysSo() {
        RetentionPlan plan =
                RetentionPlanner.plan(new RetentionRequest(List.of(P1, P2), null, Map.of(), Set.of(), null, NOW));

        assertThat(plan.drop()).isEmpty();
        assertThat(plan.verdicts())
                .extracting(Verdict::explain)
                .containsExactly(
                        "no policy has a rule for it: without one all points stay; the newest complete point",
                        "no policy has a rule for it: without one all points stay");
    }

    @Test
    void saysOfADroppedPointThatNothingKeepsIt() {
        Verdict oldest = points(P1, P2).plan().verdicts().get(1);

        assertThat(oldest.keep()).isFalse();
        assertThat(oldest.explain()).isEqualTo("no rule keeps it and nobody needs it");
    }

    @Test
    void refusesAPointListedTwice() {
        assertThatThrownBy(() -> points(P1, P1).plan()).isInstanceOf(IllegalArgumentException.class);
    }
}
