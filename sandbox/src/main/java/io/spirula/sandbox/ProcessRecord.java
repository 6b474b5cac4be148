package io.spirula.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Identity of one process: a pid is reused, but never with the same start time in the same boot.
 *
 * @param pid the process id
 * @param startTicks start time in clock ticks since boot, as in field 22 of /proc/PID/stat
 * @param boot the kernel's random id of this boot
 * @param stopSignal what asks this program to end in order
 * @param discardSignal what ends it at once when its data will be thrown away
 */
record ProcessRecord(long pid, long startTicks, String boot, Signal stopSignal, Signal discardSignal) {

    private record Stat(char state, int threads, long startTicks) {
        /** A first thread that has ended shows as a zombie even while the others still hold files and ports. */
        boolean hasEnded() {
            return (state == 'Z' || state == 'X') && threads <= 1;
        }
    }

    static ProcessRecord of(long pid, Signal stopSignal, Signal discardSignal) {
        var stat = stat(pid).orElseThrow(() -> new SandboxException("process " + pid + " ended at once"));
        return new ProcessRecord(pid, stat.startTicks(), currentBoot(), stopSignal, discardSignal);
    }

    /** True while exactly this process runs; a zombie has ended. */
    boolean isAlive() {
        return boot.equals(currentBoot())
                && stat(pid)
                        .filter(s -> s.startTicks() == startTicks && !s.hasEnded())
                        .isPresent();
    }

    void writeTo(Path file) {
        try {
            var draft = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(
                    draft, pid + " " + startTicks + " " + boot + " " + stopSignal + " " + discardSignal + "\n");
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty also for a record that a power failure cut off: its process went with that boot. */
    static Optional<ProcessRecord> readFrom(Path file) {
        try {
            var words =
                    Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ");
            if (words.length != 5) {
                return Optional.empty();
            }
            return Optional.of(new ProcessRecord(
                    Long.parseLong(words[0]),
                    Long.parseLong(words[1]),
                    words[2],
                    Signal.valueOf(words[3]),
                    Signal.valueOf(words[4])));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Resident memory in bytes, or 0 when the process is gone. */
    long residentBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0;
        }
    }

    /** Whether each thread stands still: SIGSTOP takes effect when the kernel gets to it. */
    boolean isStopped() {
        try (var tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.allMatch(task -> stat(task)
                    .filter(s -> s.state() == 'R' || s.state() == 'S' || s.state() == 'D')
                    .isEmpty());
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private static Optional<Stat> stat(long pid) {
        return stat(Path.of("/proc", Long.toString(pid)));
    }

    private static Optional<Stat> stat(Path directory) {
        try {
            var text = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
            // the second field is the program's name in parentheses and may hold spaces
            var fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
            return Optional.of(new Stat(fields[0].charAt(0), Integer.parseInt(fields[17]), Long.parseLong(fields[19])));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String currentBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
