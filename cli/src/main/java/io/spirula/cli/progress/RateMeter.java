package io.spirula.cli.progress;

import io.spirula.cli.output.Fields;
import io.spirula.cli.output.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns what the server tells of one thing, time after time, into progress with a smoothed rate: the one that it tells, or else
 * one that is measured here.
 */
final class RateMeter {

    /** How much the newest measurement counts. */
    private static final double WEIGHT = 0.3;

    private final String name;
    private String phase = "";
    private @Nullable Instant measuredAt;
    private long measuredBytes;
    private @Nullable Double rate;

    RateMeter(String name) {
        this.name = name;
    }

    Progress progress(JsonNode thing, Instant now) {
        String state = Fields.text(thing, "state");
        Long done = Fields.number(thing, "progress.bytesDone").orElse(null);
        String newPhase = Fields.text(thing, "progress.phase");
        String obstacle = Reason.of(thing);
        if (done == null) {
            return new Progress(name, state, newPhase, obstacle, null, null, null, null);
        }
        measure(newPhase, done, now);
        Long total = Fields.number(thing, "progress.bytesTotal").orElse(null);
        Long known = Fields.number(thing, "progress.bytesKnown").orElse(null);
        Long told = Fields.number(thing, "progress.bytesPerSecond").orElse(null);
        Double newest = told == null ? rate : Double.valueOf(told);
        return new Progress(name, state, newPhase, obstacle, done, total, known, newest);
    }

    private void measure(String newPhase, long done, Instant now) {
        if (!newPhase.equals(phase) || done < measuredBytes || measuredAt == null) {
            phase = newPhase;
            rate = null;
        } else if (done == measuredBytes) {
            // the server tells progress less often than it is asked
            return;
        } else {
            double seconds = Duration.between(measuredAt, now).toNanos() / 1e9;
            if (seconds <= 0) {
                return;
            }
            double newest = (done - measuredBytes) / seconds;
            rate = rate == null ? newest : WEIGHT * newest + (1 - WEIGHT) * rate;
        }
        measuredAt = now;
        measuredBytes = done;
    }
}
