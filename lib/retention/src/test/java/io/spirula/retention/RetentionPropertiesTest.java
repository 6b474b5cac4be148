package io.spirula.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.PointId;
import io.spirula.contracts.policy.KeepRule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetentionPropertiesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    static LongStream seeds() {
        return LongStream.range(0, 500);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void holdsItsInvariantsWhateverIsAsked(long seed) {
        RetentionRequest request = anyRequest(new Random(seed));
        RetentionPlan plan = RetentionPlanner.plan(request);
        List<HeldPoint> complete =
                request.points().stream().filter(HeldPoint::complete).toList();
        List<HeldPoint> dropped = plan.drop();

        assertThat(plan.verdicts()).hasSameSizeAs(request.points());
        assertThat(dropped).allMatch(point -> point.complete() || point.completeness() == Completeness.QUARANTINED);
        complete.stream()
                .max(Comparator.comparing(HeldPoint::time))
                .ifPresent(newest -> assertThat(plan.keep())
                        .anyMatch(kept -> kept.complete() && kept.time().equals(newest.time())));
        assertThat(plan.keep().stream().filter(HeldPoint::complete).count())
                .isGreaterThanOrEqualTo(Math.min(request.rule().last(), complete.size()));
        for (HeldPoint gone : dropped) {
            assertThat(request.holds()).doesNotContainKey(gone.id());
            assertThat(request.pins()).doesNotContain(gone.id());
            assertThat(gone.id()).isNotEqualTo(request.base());
            assertThat(gone.time()).isBeforeOrEqualTo(NOW);
            assertThat(complete.stream()
                            .filter(point -> !point.time().isBefore(gone.time()))
                            .count())
                    .as("at least as many other complete points as the rule says are as new as one that goes")
                    .isGreaterThanOrEqualTo(request.rule().last() + (gone.complete() ? 1 : 0));
        }
        assertThat(RetentionPlanner.plan(request).verdicts()).isEqualTo(plan.verdicts());
        assertThat(RetentionPlanner.plan(withPoints(request, plan.keep())).drop())
                .isEmpty();
        List<HeldPoint> reversed = new ArrayList<>(request.points());
        Collections.reverse(reversed);
        assertThat(RetentionPlanner.plan(withPoints(request, reversed)).drop()).isEqualTo(dropped);
    }

    private static RetentionRequest withPoints(RetentionRequest request, List<HeldPoint> points) {
        return new RetentionRequest(
                points, request.rule(), request.holds(), request.pins(), request.base(), request.now());
    }

    private static RetentionRequest anyRequest(Random random) {
        List<HeldPoint> points = new ArrayList<>();
        Map<PointId, List<Hold>> holds = new HashMap<>();
        Set<PointId> pins = new HashSet<>();
        PointId base = null;
        int count = random.nextInt(20);
        for (int i = 0; i < count; i++) {
            PointId id = new PointId(new UUID(random.nextLong(), random.nextLong()));
            Completeness completeness = random.nextInt(4) > 0
                    ? Completeness.COMPLETE
                    : Completeness.values()[random.nextInt(Completeness.values().length)];
            points.add(new HeldPoint(id, NOW.plusSeconds(random.nextInt(30) - 25), completeness));
            if (random.nextInt(6) == 0) {
                holds.put(id, List.of(new Hold("target " + i, "anything")));
            }
            if (random.nextInt(8) == 0) {
                pins.add(id);
            }
            if (random.nextInt(10) == 0) {
                base = id;
            }
        }
        return new RetentionRequest(points, new KeepRule(1 + random.nextInt(6)), holds, pins, base, NOW);
    }
}
