package io.spirula.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Lets one {@code up} or {@code down} at a time work on a sandbox. The kernel lifts the lock of a killed one. */
final class DirectoryLock {
    private DirectoryLock() {}

    /** The lock file lies beside the directory, since {@code down} removes the directory; it is removed at the end. */
    static void exclusively(Path directory, Runnable work) {
        var file = directory.resolveSibling(directory.getFileName() + ".lock");
        try {
            FileTree.create(directory.resolveSibling(".").normalize());
            while (true) {
                try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    var lock = channel.lock();
                    if (isNamed(file, channel)) {
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
            throw new SandboxException("cannot lock " + file, e);
        }
    }

    /** False when the holder before us removed the file while we waited: then the lock is on a file without a name. */
    private static boolean isNamed(Path file, FileChannel channel) throws IOException {
        var mark = UUID.randomUUID().toString();
        channel.truncate(0).write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)));
        try {
            return Files.readString(file).equals(mark);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
