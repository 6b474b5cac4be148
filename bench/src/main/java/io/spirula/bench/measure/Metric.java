package io.spirula.bench.measure;

import java.util.Locale;

/** What is measured. Bytes are those of clients' operations as the OSDs count them, headers of the network excluded. */
public enum Metric {
    /** From the order to the committed result. */
    WALL("wall", Kind.SECONDS),
    /** What the source's OSD gave to clients. */
    READ("read", Kind.BYTES),
    /** What passed between the two sites. */
    SENT("sent", Kind.BYTES),
    /** What clients had the target's OSD write, ranges made zero within an object included. */
    WRITTEN("written", Kind.BYTES),
    /** What the target's OSD gave to clients. */
    READ_BACK("read-back", Kind.BYTES),
    /** Processor time of the tool's own processes. */
    CPU("cpu", Kind.SECONDS),
    /** Processor time of both OSDs. */
    OSD_CPU("osd-cpu", Kind.SECONDS),
    /** Most resident memory of the process that moves. */
    PEAK("peak", Kind.BYTES),
    /** Operations a second. */
    IOPS("iops", Kind.COUNT),
    /** Bytes a second. */
    RATE("bytes/s", Kind.BYTES);

    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;

    private enum Kind {
        SECONDS,
        BYTES,
        COUNT
    }

    private final String label;
    private final Kind kind;

    Metric(String label, Kind kind) {
        this.label = label;
        this.kind = kind;
    }

    /** Its name in table and JSON. */
    public String label() {
        return label;
    }

    /** For people: seconds, KiB or MiB, or a plain number. */
    public String text(double value) {
        return switch (kind) {
            case SECONDS -> String.format(Locale.ROOT, "%.2f s", value);
            case BYTES ->
                value < MIB
                        ? String.format(Locale.ROOT, "%.1f KiB", value / KIB)
                        : String.format(Locale.ROOT, "%.1f MiB", value / MIB);
            case COUNT -> String.format(Locale.ROOT, "%.0f", value);
        };
    }
}
