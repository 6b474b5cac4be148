package io.spirula.cli.output;

/** Words for states, emphasised the same way everywhere. */
public final class States {

    private States() {}

    public static Cell cell(String state) {
        return switch (state) {
            case "" -> Cell.empty();
            case "completed", "complete", "verified", "restore-tested" -> Cell.good(state);
            case "failed", "lost", "quarantined" -> Cell.bad(state);
            case "cancelled", "skipped", "paused" -> Cell.warn(state);
            case "expired" -> Cell.dim(state);
            default -> Cell.of(state);
        };
    }
}
