package io.spirula.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class RateMeterTest {

    private final RateMeter meter = new RateMeter("vm-1");
    private Instant now = Instant.parse("2026-11-22T20:00:00Z");

    @Test
    void aRateNeedsTwoMeasurements() {
        assertThat(after(0, "move", 0L, 1000L).bytesPerSecond()).isNull();
        Progress second = after(2, "move", 200L, 1000L);

        assertThat(second.bytesPerSecond()).isEqualTo(100.0);
        assertThat(second.left()).isEqualTo(Duration.ofSeconds(8));
        assertThat(second.fraction()).isEqualTo(0.2);
    }

    @Test
    void theRateFollowsSlowly() {
        after(0, "move", 0L, 10_000L);
        after(1, "move", 100L, 10_000L);

        assertThat(after(1, "move", 1100L, 10_000L).bytesPerSecond()).isEqualTo(0.3 * 1000 + 0.7 * 100);
    }

    @Test
    void askingMoreOftenThanTheServerTellsDoesNotChangeTheRate() {
        after(0, "move", 0L, 1000L);
        after(1, "move", 100L, 1000L);
        assertThat(after(1, "move", 100L, 1000L).bytesPerSecond()).isEqualTo(100.0);

        assertThat(after(1, "move", 300L, 1000L).bytesPerSecond()).isEqualTo(100.0);
    }

    @Test
    void theRateThatTheServerTellsIsBetterThanOneMeasuredFromAfar() {
        after(0, "move", 0L, 1000L);
        now = now.plusSeconds(1);
        ObjectNode thing = thing("move", 100L, 1000L);
        thing.withObject("/progress").put("bytesPerSecond", 45L).put("bytesKnown", 1000L);

        assertThat(meter.progress(thing, now).bytesPerSecond()).isEqualTo(45.0);
        assertThat(meter.progress(thing, now).left()).isEqualTo(Duration.ofSeconds(20));
        assertThat(meter.progress(thing, now).bytesKnown()).isEqualTo(1000);
    }

    @Test
    void anotherPhaseStartsAnotherRate() {
        after(0, "move", 0L, 1000L);
        after(1, "move", 100L, 1000L);

        assertThat(after(1, "verify", 500L, 1000L).bytesPerSecond()).isNull();
    }

    @Test
    void whatIsNotKnownIsNotInvented() {
        Progress unknown = after(0, "diff", 5L, null);
        Progress nothing = after(1, "diff", null, null);

        assertThat(unknown.fraction()).isNull();
        assertThat(unknown.left()).isNull();
        assertThat(nothing.bytesDone()).isNull();
    }

    private Progress after(int seconds, String phase, Long done, Long total) {
        now = now.plusSeconds(seconds);
        return meter.progress(thing(phase, done, total), now);
    }

    private static ObjectNode thing(String phase, Long done, Long total) {
        ObjectNode thing = JsonNodeFactory.instance.objectNode().put("state", "running");
        thing.putObject("progress").put("phase", phase).put("bytesDone", done).put("bytesTotal", total);
        return thing;
    }
}
