package io.spirula.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one {@code up} or {@code down} at a time work on a sandbox. The kernel lifts the lock of a killed one. */
final class DirectoryLock {
    private DirectoryLock() {}

    /** The lock file lies beside the directory, since {@code down} removes the directory; it is removed at the end. */
    static void exclusively(Path directory, Runnable work) {
        var parent = directory.toAbsolutePath().resolveSibling(".").normalize();
        try {
            var file = FileTree.create(parent).toRealPath().resolve(directory.getFileName() + ".lock");
            while (true) {
                try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    var lock = channel.lock();
                    if (isNamed(file)) {
                        try {
                            work.run();
                        } finally {
                            Files.deleteIfExists(file);
                            lock.release();
                        }
                        return;
                    }
                }
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
                if (Files.isSymbolicLink(descriptor)
                        && Files.readSymbolicLink(descriptor).equals(file)) {
                    return true;
                }
            }
        }
        return false;
    }
}
