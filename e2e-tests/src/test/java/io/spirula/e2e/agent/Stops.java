package io.spirula.e2e.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Called by the hooked methods. A stop is armed by a file; whoever takes it away by renaming it is the one thread of one
 * process that stops, until the renamed file is removed.
 */
public final class Stops {

    private static final long LOOK_NANOS = 5_000_000;
    private static final Map<String, AtomicInteger> PASSES = new ConcurrentHashMap<>();
    private static volatile @Nullable Path directory;

    private Stops() {}

    static void in(Path where) {
        directory = where;
    }

    /**
     * Returns at once unless a stop is armed here for these arguments.
     *
     * @param arguments of the hooked method
     */
    public static void pass(String hook, @Nullable Object[] arguments) {
        Path where = Objects.requireNonNull(directory);
        Path armed = where.resolve(hook + ".armed");
        if (!Files.exists(armed)) {
            return;
        }
        try {
            StopFile stop = StopFile.read(armed);
            if (!Arrays.deepToString(arguments).contains(stop.text())
                    || PASSES.computeIfAbsent(stop.id(), id -> new AtomicInteger())
                                    .getAndIncrement()
                            < stop.passes()) {
                return;
            }
            Path reached =
                    where.resolve(hook + ".reached-" + ProcessHandle.current().pid());
            Files.move(armed, reached, StandardCopyOption.ATOMIC_MOVE);
            awaitRemoval(reached);
        } catch (NoSuchFileException e) {
            // somebody else took it
        } catch (IOException e) {
            throw new UncheckedIOException(hook, e);
        }
    }

    private static void awaitRemoval(Path reached) {
        boolean interrupted = false;
        while (Files.exists(reached)) {
            LockSupport.parkNanos(LOOK_NANOS);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
