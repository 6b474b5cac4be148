package io.spirula.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** Finds out from /proc which process listens on a TCP port. */
final class PortHolder {
    private static final String LISTEN = "0A";

    private PortHolder() {}

    /** For people: {@code process 123 (java -jar x.jar)}, or why it cannot be told. */
    static String describe(int port) {
        var sockets = new HashSet<String>();
        collectListeners(Path.of("/proc/net/tcp"), port, sockets);
        collectListeners(Path.of("/proc/net/tcp6"), port, sockets);
        if (sockets.isEmpty()) {
            return "a program that this machine's /proc does not show";
        }
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                if (holdsAny(process, sockets)) {
                    return "process " + process.getFileName() + " (" + commandLine(process) + ")";
                }
            }
        } catch (IOException e) {
            return "an unknown program (" + e.getMessage() + ")";
        }
        return "a program of another user";
    }

    private static void collectListeners(Path table, int port, Set<String> sockets) {
        var suffix = String.format(Locale.ROOT, ":%04X", port);
        try (var lines = Files.lines(table)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(f -> f.length > 9 && f[1].endsWith(suffix) && f[3].equals(LISTEN))
                    .forEach(f -> sockets.add("socket:[" + f[9] + "]"));
        } catch (IOException e) {
            // without IPv6 there is no tcp6 table
            return;
        }
    }

    private static boolean holdsAny(Path process, Set<String> sockets) {
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (Files.isSymbolicLink(descriptor)
                        && sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            // another user's process, or one that just ended
            return false;
        }
    }

    private static String commandLine(Path process) {
        try {
            var line = Files.readString(process.resolve("cmdline"), StandardCharsets.UTF_8)
                    .replace('\0', ' ')
                    .strip();
            return line.length() > 120 ? line.substring(0, 120) + "..." : line;
        } catch (IOException e) {
            return "ended meanwhile";
        }
    }
}
