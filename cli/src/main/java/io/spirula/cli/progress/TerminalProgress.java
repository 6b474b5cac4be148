package io.spirula.cli.progress;

import io.spirula.cli.output.Console;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A line a thing, drawn again and again in place. */
final class TerminalProgress implements ProgressView {

    private static final int BAR = 20;

    private final Console console;
    private int drawn;

    TerminalProgress(Console console) {
        this.console = console;
    }

    @Override
    public void show(Instant now, List<Progress> things) {
        console.redrawNotes(drawn, things.stream().map(this::line).toList());
        drawn = things.size();
    }

    private String line(Progress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(console.fit(progress.name(), console.width() / 3));
        parts.add(ProgressLine.activity(progress));
        Double fraction = progress.fraction();
        if (fraction != null && !Watched.ended(progress.state())) {
            int full = (int) Math.floor(fraction * BAR);
            parts.add("[" + "#".repeat(full) + ".".repeat(BAR - full) + "] " + ProgressLine.percent(fraction));
        }
        if (!Watched.ended(progress.state())) {
            parts.addAll(ProgressLine.amounts(progress));
        }
        return String.join("  ", parts);
    }
}
