package io.spirula.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts of processes. */
public final class ProcessFigures {

    /** Linux tells all programs this number, whatever it works with inside. */
    private static final double TICKS_PER_SECOND = 100;

    /** Fields of /proc/PID/stat, counted from the one after the name. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    private static final int CHILDREN_USER = 13;
    private static final int CHILDREN_SYSTEM = 14;

    private ProcessFigures() {}

    /** Processor seconds of a process that lives. */
    public static double cpuSeconds(long pid) {
        var fields = stat(Long.toString(pid));
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS_PER_SECOND;
    }

    /** Processor seconds of all children of this process that have ended and were waited for. */
    public static double cpuSecondsOfEndedChildren() {
        var fields = stat("self");
        return (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])) / TICKS_PER_SECOND;
    }

    /** Bytes that they passed to write(2), pipes included, sockets of Ceph excluded: that uses sendmsg(2). */
    public static long bytesWrittenByEndedChildren() {
        try {
            // the kernel adds the account of an ended child to that of its parent
            return Files.readAllLines(Path.of("/proc/self/io")).stream()
                    .filter(line -> line.startsWith("wchar:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The most memory that it ever had resident, in bytes, or had since {@link #forgetPeak}. */
    public static long peakResidentBytes(long pid) {
        return status(pid, "VmHWM:");
    }

    public static long residentBytes(long pid) {
        return status(pid, "VmRSS:");
    }

    /** Begins to look for the most resident memory anew. */
    public static void forgetPeak(long pid) {
        try {
            Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long status(long pid, String field) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("process " + pid + " has ended"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] stat(String pid) {
        try {
            var line = Files.readString(Path.of("/proc", pid, "stat"));
            return line.substring(line.lastIndexOf(')') + 2).split(" ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
