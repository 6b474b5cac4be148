package io.spirula.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Directories that the sandbox makes and removes as a whole. */
final class FileTree {
    private FileTree() {}

    /** Makes the directory, readable by its owner alone. */
    static Path create(Path directory) {
        return create(directory, "rwx------");
    }

    /** Makes the directory, readable by everybody. */
    static Path createReadable(Path directory) {
        return create(directory, "rwxr-xr-x");
    }

    private static Path create(Path directory, String permissions) {
        try {
            return Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
        } catch (IOException e) {
            throw new SandboxException("cannot create " + directory, e);
        }
    }

    /** Writes a file that only its owner may read, from the first moment. */
    static void writeSecret(Path file, String content) {
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file, e);
        }
    }

    static void write(Path file, String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new SandboxException("cannot write " + file, e);
        }
    }

    static void copy(Path from, Path to) {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SandboxException("cannot copy " + from + " to " + to, e);
        }
    }

    /** Gives the file another name of the same directory, in place of what may have it, in one step. */
    static void replace(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new SandboxException("cannot move " + from + " to " + to, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new SandboxException("cannot read " + file, e);
        }
    }

    static boolean hasEntries(Path directory) {
        if (!Files.exists(directory)) {
            return false;
        }
        try (var entries = Files.list(directory)) {
            return entries.findAny().isPresent();
        } catch (IOException e) {
            throw new SandboxException("cannot read " + directory, e);
        }
    }

    /**
     * Removes the directory with all in it; never follows a symbolic link. Tries again for 5 s while a program that was
     * just killed still makes files in it.
     */
    static void delete(Path root) {
        Await.until("no more files to appear in " + root, Duration.ofSeconds(5), () -> deleted(root));
    }

    /** Removes those entries of a directory, with all below them. */
    static void deleteEntries(Path directory, Predicate<Path> which) {
        try (var entries = Files.list(directory)) {
            entries.filter(which).forEach(FileTree::delete);
        } catch (IOException e) {
            throw new SandboxException("cannot list " + directory, e);
        }
    }

    private static boolean deleted(Path root) {
        if (!Files.exists(root)) {
            return true;
        }
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                    if (e != null) {
                        throw e;
                    }
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        } catch (IOException e) {
            throw new SandboxException("cannot remove " + root, e);
        }
    }
}
