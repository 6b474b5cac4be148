package io.spirula.scheduler.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.scheduler.protection.DueKey;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ScheduleLoopTest {

    @Test
    void afterAnErrorTheLoopDoesNotClaimToRun() {
        CountDownLatch turns = new CountDownLatch(1);
        ScheduleLoop loop = loop(() -> {
            turns.countDown();
            throw new StackOverflowError("as deep as it goes");
        });
        loop.start();
        await().atMost(Duration.ofSeconds(10)).until(() -> turns.getCount() == 0);
        await("the loop to say that it ended").atMost(Duration.ofSeconds(5)).until(() -> !loop.isRunning());
        assertThat(loop).isInstanceOfSatisfying(BackgroundLoop.class, seen -> {
            assertThat(seen.isAutoStartup()).isTrue();
            assertThat(seen.loopName()).isEqualTo("schedule");
        });
        loop.stop();
    }

    @Test
    void afterAFailureItGoesOnUntilItIsStopped() {
        CountDownLatch turns = new CountDownLatch(2);
        ScheduleLoop loop = loop(() -> {
            turns.countDown();
            throw new IllegalStateException("for this turn");
        });
        loop.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> turns.getCount() == 0);
        assertThat(loop.isRunning()).isTrue();
        loop.stop();
        assertThat(loop.isRunning()).isFalse();
    }

    @Test
    void nothingIsDueBeforeTheServiceHasReadWhatWasTold() {
        AtomicInteger asked = new AtomicInteger();
        Queue<Integer> looks = new ConcurrentLinkedQueue<>();
        ScheduleLoop loop = loop(() -> looks.add(asked.get()), () -> asked.incrementAndGet() > 3);
        loop.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> !looks.isEmpty());
        loop.stop();
        assertThat(looks).first().isEqualTo(4);
    }

    private static ScheduleLoop loop(Runnable turn) {
        return loop(turn, () -> true);
    }

    private static ScheduleLoop loop(Runnable turn, CatchUp catchUp) {
        Dispatcher dispatcher = new Dispatcher(null, null, null, null, null, null, null) {
            @Override
            public List<DueKey> due(int limit) {
                turn.run();
                return List.of();
            }
        };
        return new ScheduleLoop(dispatcher, null, null, catchUp, Clock.systemUTC(), properties());
    }

    private static SchedulerProperties properties() {
        return new Binder(new MapConfigurationPropertySource(Map.of("spirula.schedule.poll-interval", "10ms")))
                .bind("spirula", SchedulerProperties.class)
                .get();
    }
}
