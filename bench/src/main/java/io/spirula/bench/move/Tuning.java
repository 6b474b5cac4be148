package io.spirula.bench.move;

/**
 * What of a move can be set: {@code spirula.transfer.move.depth}, {@code .diff-threads} and {@code .hash-threads}.
 */
public record Tuning(int depth, int diffThreads, int hashThreads) {

    /** The defaults of transfer-service with two processors. */
    public static final Tuning DEFAULT = new Tuning(64, 4, 2);

    public Tuning withDepth(int other) {
        return new Tuning(other, diffThreads, hashThreads);
    }

    public Tuning withDiffThreads(int other) {
        return new Tuning(depth, other, hashThreads);
    }

    public Tuning withHashThreads(int other) {
        return new Tuning(depth, diffThreads, other);
    }

    /** What differs from the default, as part of a name; empty if nothing does. */
    public String text() {
        return part("depth", depth, DEFAULT.depth)
                + part("diff-threads", diffThreads, DEFAULT.diffThreads)
                + part("hash-threads", hashThreads, DEFAULT.hashThreads);
    }

    private static String part(String name, int value, int usual) {
        return value == usual ? "" : "-" + name + "-" + value;
    }
}
