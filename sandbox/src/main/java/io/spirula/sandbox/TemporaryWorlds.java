package io.spirula.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The directories that test JVMs work in, one per JVM. A directory's name is the identity of its JVM, so that a later
 * JVM recognises and removes what a killed one could not.
 */
final class TemporaryWorlds {
    private TemporaryWorlds() {}

    /** Removes leftovers of dead JVMs and makes this JVM's own directory. */
    static Path create() {
        var base = Path.of(System.getProperty("java.io.tmpdir"), "spirula-test-" + System.getProperty("user.name"));
        FileTree.create(base);
        reap(base);
        var me = ProcessRecord.of(ProcessHandle.current().pid(), Signal.TERM, Signal.KILL);
        return FileTree.create(base.resolve(me.pid() + "-" + me.startTicks() + "-" + me.boot()));
    }

    static void reap(Path base) {
        try (var directories = Files.newDirectoryStream(base)) {
            for (var directory : directories) {
                if (owner(directory).filter(ProcessRecord::isAlive).isEmpty()) {
                    discard(directory);
                }
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read " + base, e);
        }
    }

    /** Ends the daemons of the directory and of sandboxes directly below it, and removes all files. */
    static void discard(Path directory) {
        try (var sandboxes = Files.newDirectoryStream(directory, Files::isDirectory)) {
            for (var sandbox : sandboxes) {
                new Daemons(sandbox, Lifetime.WITH_JVM).discardAll();
            }
        } catch (IOException e) {
            throw new SandboxException("cannot read " + directory, e);
        }
        new Daemons(directory, Lifetime.WITH_JVM).discardAll();
        FileTree.delete(directory);
    }

    private static Optional<ProcessRecord> owner(Path directory) {
        var words = directory.getFileName().toString().split("-", 3);
        return words.length < 3 || !words[0].matches("\\d+") || !words[1].matches("\\d+")
                ? Optional.empty()
                : Optional.of(new ProcessRecord(
                        Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], Signal.TERM, Signal.KILL));
    }
}
