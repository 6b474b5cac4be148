package io.spirula.e2e.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLTransientException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Called by the hooked methods that can be made to fail, as if the database were in the way: for one process and one value of
 * the first argument, as long as a file is there.
 */
public final class Refusals {

    private static final String MET = ".met";
    private static volatile @Nullable Path directory;

    private Refusals() {}

    static void in(Path where) {
        directory = where;
    }

    /**
     * The file to make.
     *
     * @param first the text of the first argument
     */
    public static Path file(Path where, Hook hook, long pid, String first) {
        return where.resolve(hook.id() + ".refused-" + pid + "-" + first);
    }

    /** Whether a call was refused since the file was made. */
    public static boolean met(Path file) {
        return Files.exists(file.resolveSibling(file.getFileName() + MET));
    }

    /** Called by woven code. */
    public static void pass(String hook, @Nullable Object[] arguments) {
        Path file = file(
                Objects.requireNonNull(directory),
                Hook.parse(hook),
                ProcessHandle.current().pid(),
                String.valueOf(arguments[0]));
        if (Files.exists(file)) {
            try {
                Files.writeString(file.resolveSibling(file.getFileName() + MET), "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new IllegalStateException("held", new SQLTransientException("held by a test"));
        }
    }
}
