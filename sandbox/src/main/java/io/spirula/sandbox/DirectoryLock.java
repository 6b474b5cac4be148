package io.spirula.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Lets one JVM at a time work on a sandbox; it does not keep threads of one JVM apart. The kernel lifts the lock of a
 * killed one. The lock file lies beside the directory, since {@code down} removes the directory; it is removed at the
 * end.
 */
public final class DirectoryLock implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Waits for whoever works on the directory now. */
    static void exclusively(Path directory, Runnable work) {
        try (var lock = take(directory, true).orElseThrow()) {
            work.run();
        }
    }

    /** Empty when another JVM holds the directory. */
    public static Optional<DirectoryLock> tryTake(Path directory) {
        return take(directory, false);
    }

    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<DirectoryLock> take(Path directory, boolean waiting) {
        var parent = directory.toAbsolutePath().resolveSibling(".").normalize();
        try {
            var file = FileTree.create(parent).toRealPath().resolve(directory.getFileName() + ".lock");
            while (true) {
                var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (waiting) {
                    channel.lock();
                } else if (channel.tryLock() == null) {
                    channel.close();
                    return Optional.empty();
                }
                if (isNamed(file)) {
                    return Optional.of(new DirectoryLock(file, channel));
                }
                channel.close();
            }
        } catch (IOException e) {
            throw new SandboxException("cannot lock " + directory, e);
        }
    }

    /**
     * False when the holder before us removed the file while we waited: then our lock is on a file without a name, which
     * Linux marks as deleted. Opening the file to find out would lose the lock: closing any of a process's descriptors
     * lifts all of its locks on that file.
     */
    private static boolean isNamed(Path file) throws IOException {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                if (leadsTo(descriptor, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean leadsTo(Path descriptor, Path file) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (NoSuchFileException e) {
            // another thread closed it meanwhile
            return false;
        }
    }
}
