package io.spirula.messaging.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.testing.AdjustableClock;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private final AdjustableClock clock = new AdjustableClock();
    private final Things things = new Things();
    private boolean caughtUp = true;
    private boolean stopping;

    @Test
    void whateverEndedBeforeTheTimeIsForgottenStepByStep() {
        things.left = 2_500;

        assertThat(work()).isEqualTo(WorkResult.again(Duration.ofHours(1)));

        assertThat(things.left).isZero();
        assertThat(things.asked).hasSize(3).containsOnly(clock.instant().minus(Duration.ofDays(120)));
    }

    @Test
    void nothingIsForgottenBeforeEverythingThatWasToldIsRead() {
        things.left = 10;
        caughtUp = false;

        work();

        assertThat(things.left).isEqualTo(10);
    }

    @Test
    void aServiceThatIsStoppedLeavesTheRestForLater() {
        things.left = 2_500;
        things.afterwards = () -> stopping = true;

        work();

        assertThat(things.left).isEqualTo(1_500);
    }

    private WorkResult work() {
        return new History(List.of(things), new HistoryProperties(Duration.ofDays(120)), () -> caughtUp, clock)
                .work(new Turn());
    }

    private static final class Things implements Ended {

        private final List<Instant> asked = new ArrayList<>();
        private Runnable afterwards = () -> {};
        private int left;

        @Override
        public String name() {
            return "things";
        }

        @Override
        public int forget(Instant before, int limit) {
            asked.add(before);
            int some = Math.min(limit, left);
            left -= some;
            afterwards.run();
            return some;
        }
    }

    private final class Turn implements WorkTurn {

        @Override
        public String instance() {
            return "all";
        }

        @Override
        public long attempt() {
            return 1;
        }

        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public boolean shouldStop() {
            return stopping;
        }

        @Override
        public <T> T runInTransaction(Supplier<T> results) {
            return results.get();
        }

        @Override
        public void runInTransaction(Runnable results) {
            results.run();
        }
    }
}
