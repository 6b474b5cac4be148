package io.spirula.scheduler.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an image does against its policy's recovery point objective. The worst target counts.
 *
 * @param target the greatest age that the last complete point may have; null when none is set, or nothing is to be copied
 * @param age of the last complete point on the target that is furthest behind; null while a target has none
 * @param met whether the objective is met; null when there is none. Without a complete point it is not
 */
public record Health(
        @Nullable Duration target,
        @Nullable Duration age,
        @Nullable Boolean met) {

    /**
     * Judges by the moments of the last complete points, one for each target, empty where there is none. Without a target
     * there is nothing to judge: other policies make the copies, and answer for them. Pure.
     */
    static Health of(@Nullable Duration objective, List<Optional<Instant>> lastPoints, Instant now) {
        if (lastPoints.isEmpty()) {
            return new Health(null, null, null);
        }
        boolean everywhere = lastPoints.stream().allMatch(Optional::isPresent);
        Duration age = everywhere
                ? lastPoints.stream()
                        .flatMap(Optional::stream)
                        .map(point -> Duration.between(point, now))
                        .map(passed -> passed.isNegative() ? Duration.ZERO : passed)
                        .max(Duration::compareTo)
                        .orElse(null)
                : null;
        Boolean met = objective == null ? null : age != null && age.compareTo(objective) <= 0;
        return new Health(objective, age, met);
    }
}
