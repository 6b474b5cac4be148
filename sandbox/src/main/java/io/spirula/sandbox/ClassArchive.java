package io.spirula.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Class data that all JVMs share whose class path begins with the same jars: they start in less than half the time. It is
 * made once, from what the first of them has loaded when it is ready; without it a JVM starts all the same.
 */
final class ClassArchive {
    private static final Path DIRECTORY = ProgramCache.directory().resolve("classes");

    private final List<Path> jars;
    private final Path file;

    private ClassArchive(List<Path> jars, Path file) {
        this.jars = jars;
        this.file = file;
    }

    /** The archive for these jars, which may not be there yet. */
    static ClassArchive of(List<Path> jars) {
        return new ClassArchive(jars, DIRECTORY.resolve(identity(jars) + ".jsa"));
    }

    /** Flags for a JVM that uses the archive if there is one. */
    List<String> flags() {
        return exists() ? List.of("-Xshare:auto", "-XX:SharedArchiveFile=" + file) : List.of("-Xshare:auto");
    }

    /** Like {@link #flags()}; without an archive the JVM writes the names of the classes that it loads. */
    List<String> flags(Path loaded) {
        return exists() ? flags() : List.of("-Xshare:auto", "-XX:DumpLoadedClassList=" + loaded);
    }

    /**
     * Makes the archive, unless there is one or nobody wrote what to put into it.
     *
     * @param loaded where a JVM, which may still run, writes what it loads
     */
    void makeFrom(Path loaded) {
        if (exists() || !Files.exists(loaded)) {
            return;
        }
        var names = loaded.resolveSibling(loaded.getFileName() + ".read");
        var draft = loaded.resolveSibling(loaded.getFileName() + ".jsa");
        try {
            var written = FileTree.read(loaded);
            FileTree.write(names, written.substring(0, written.lastIndexOf('\n') + 1));
            Command.run(List.of(
                    java(),
                    "-Xshare:dump",
                    "-XX:SharedClassListFile=" + names,
                    "-XX:SharedArchiveFile=" + draft,
                    "-cp",
                    classPath(jars)));
            keep(draft);
        } catch (SandboxException e) {
            System.err.println("starts stay slow, since their class data cannot be shared: " + e.getMessage());
        } finally {
            FileTree.delete(names);
            FileTree.delete(draft);
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classPath(List<Path> jars) {
        return jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    private boolean exists() {
        return Files.exists(file);
    }

    /** At once as a whole: others may look for it now. */
    private void keep(Path draft) {
        FileTree.createReadable(DIRECTORY);
        var copy = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        FileTree.copy(draft, copy);
        FileTree.replace(copy, file);
    }

    /** A JVM refuses what was made by another JVM, or of jars that were elsewhere or have changed since. */
    private static String identity(List<Path> jars) {
        var text = new StringBuilder(System.getProperty("java.vm.version")).append(java());
        try {
            for (var jar : jars) {
                text.append('\n').append(jar).append(' ').append(Files.size(jar));
                text.append(' ').append(Files.getLastModifiedTime(jar).toMillis());
            }
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (IOException e) {
            throw new SandboxException("cannot read the jars of a program", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
