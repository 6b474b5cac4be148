package io.spirula.transfer.move;

import io.spirula.mover.MoverLimits;
import io.spirula.mover.WritePath;
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
 * @param hashThreads threads of one move that hash what was read from each side, 1 to 16; if 0, one for each eight
 *     processors, and at least two and at most eight
 * @param noProgress a move fails after so long without any operation ending, at most a day
 * @param writePath how replicas are written: through librbd, or past it with one operation for each object where that is
 *     possible
 * @param sealFor how long a replica's HEAD is not looked at before an increment if its seal says that nobody wrote to it; it is
 *     looked at each time if 0, at most 366 days
 * @param fence how long a client instance stays shut out that may still have writes in flight; longer than any process
 *     can be paused, one minute to 366 days
 * @param checkpoint how often what a move has done is kept, so that another attempt goes on from there; the most that is
 *     done twice, 10 ms to 5 s
 * @param firstRetry how long a copy waits after its first failure; doubled with each one that follows
 * @param lastRetry the longest that a copy waits, at most a day
 */
@Validated
@ConfigurationProperties("spirula.transfer.move")
public record MoveProperties(
        @DefaultValue("32MB") DataSize buffer,
        @Min(1) @Max(1024) @DefaultValue("64") int depth,
        @Min(1) @Max(16) @DefaultValue("4") int diffThreads,
        @Min(0) @Max(16) @DefaultValue("0") int hashThreads,
        @DefaultValue("2m") Duration noProgress,
        @DefaultValue("objects") WritePath writePath,
        @DefaultValue("24h") Duration sealFor,
        @DefaultValue("24h") Duration fence,
        @DefaultValue("2s") Duration checkpoint,
        @DefaultValue("1s") Duration firstRetry,
        @DefaultValue("60s") Duration lastRetry) {

    private static final DataSize MOST_BUFFER = DataSize.ofMegabytes(192);

    public MoveProperties {
        require(buffer.compareTo(MOST_BUFFER) <= 0, "buffer must be at most 192MB: " + buffer);
        require(noProgress.compareTo(Duration.ofDays(1)) <= 0, "no-progress must be at most 1d: " + noProgress);
        limits(buffer, depth, diffThreads, hashThreads, noProgress, writePath);
        require(
                !sealFor.isNegative() && sealFor.compareTo(Duration.ofDays(366)) <= 0,
                "seal-for must be 0s to 366d: " + sealFor);
        require(
                fence.compareTo(Duration.ofMinutes(1)) >= 0 && fence.compareTo(Duration.ofDays(366)) <= 0,
                "fence must be 1m to 366d: " + fence);
        require(
                checkpoint.compareTo(Duration.ofMillis(10)) >= 0 && checkpoint.compareTo(Duration.ofSeconds(5)) <= 0,
                "checkpoint must be 10ms to 5s: " + checkpoint);
        require(lastRetry.compareTo(Duration.ofDays(1)) <= 0, "last-retry must be at most 1d: " + lastRetry);
        require(
                !firstRetry.isNegative() && !firstRetry.isZero() && firstRetry.compareTo(lastRetry) <= 0,
                "first-retry must be positive and not exceed last-retry: " + firstRetry + ", " + lastRetry);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("spirula.transfer.move." + what);
        }
    }

    MoverLimits limits() {
        return limits(buffer, depth, diffThreads, hashThreads, noProgress, writePath);
    }

    private static MoverLimits limits(
            DataSize buffer, int depth, int diffThreads, int hashThreads, Duration noProgress, WritePath writePath) {
        int hashing =
                hashThreads == 0 ? MoverLimits.hashThreads(Runtime.getRuntime().availableProcessors()) : hashThreads;
        return new MoverLimits(Math.toIntExact(buffer.toBytes()), depth, diffThreads, hashing, noProgress, writePath);
    }
}
