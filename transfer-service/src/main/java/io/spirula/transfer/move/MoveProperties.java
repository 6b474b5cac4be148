package io.spirula.transfer.move;

import io.spirula.mover.MoverLimits;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How copies are made.
 *
 * @param buffer data in flight of one move, 16 MiB to 192 MiB; direct memory
 * @param depth operations in flight on each side of one move, 1 to 1024
 * @param diffThreads ranges of an image that are compared at the same time, 1 to 16
 * @param noProgress a move fails after so long without any operation ending
 * @param fence how long a client instance stays shut out that may still have writes in flight; longer than any process
 *     can be paused
 * @param firstRetry how long a copy waits after its first failure; doubled with each one that follows
 * @param lastRetry the longest that a copy waits
 */
@Validated
@ConfigurationProperties("spirula.transfer.move")
public record MoveProperties(
        @DefaultValue("32MB") DataSize buffer,
        @Min(1) @Max(1024) @DefaultValue("64") int depth,
        @Min(1) @Max(16) @DefaultValue("4") int diffThreads,
        @DefaultValue("2m") Duration noProgress,
        @DefaultValue("24h") Duration fence,
        @DefaultValue("1s") Duration firstRetry,
        @DefaultValue("60s") Duration lastRetry) {

    public MoveProperties {
        limits(buffer, depth, diffThreads, noProgress);
        if (fence.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("spirula.transfer.move.fence must be at least a minute: " + fence);
        }
        if (firstRetry.isNegative() || firstRetry.isZero() || lastRetry.compareTo(firstRetry) < 0) {
            throw new IllegalArgumentException("spirula.transfer.move.first-retry must be positive and not exceed"
                    + " last-retry: " + firstRetry + ", " + lastRetry);
        }
    }

    MoverLimits limits() {
        return limits(buffer, depth, diffThreads, noProgress);
    }

    private static MoverLimits limits(DataSize buffer, int depth, int diffThreads, Duration noProgress) {
        return new MoverLimits(Math.toIntExact(buffer.toBytes()), depth, diffThreads, noProgress);
    }
}
