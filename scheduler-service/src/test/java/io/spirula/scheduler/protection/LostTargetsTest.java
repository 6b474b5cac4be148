package io.spirula.scheduler.protection;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.policy.Schedule;
import io.spirula.scheduler.Facts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LostTargetsTest {

    private static final TargetRef DR = Facts.target("dr", "rbd");
    private static final TargetRef FAR = Facts.target("far", "ssd");

    @Test
    void aTargetOfADroppedPolicyIsLost() {
        assertThat(LostTargets.between(
                        List.of(protection("a", DR), protection("b", FAR)), List.of(protection("b", FAR))))
                .containsExactly(DR);
    }

    @Test
    void aTargetThatWentToAnotherPolicyOrGotAnotherNameIsNotLost() {
        TargetRef renamed = Facts.target("renamed", "rbd");
        assertThat(LostTargets.between(
                        List.of(protection("a", DR), protection("b", FAR)), List.of(protection("b", FAR, renamed))))
                .isEmpty();
    }

    private static Protection protection(String policy, TargetRef... targets) {
        return new Protection(
                Facts.lineage("vm"),
                policy,
                Facts.image("vm"),
                Facts.ref("vm"),
                List.of(targets),
                List.of(),
                new Schedule(Duration.ofHours(1), null, "UTC", Duration.ZERO, true),
                Facts.NOW,
                null);
    }
}
