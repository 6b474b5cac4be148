package io.spirula.cli.progress;

import io.spirula.cli.output.Console;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A line a thing, drawn again and again in place. */
final class TerminalProgress implements ProgressView {

    private static final int LONG_BAR = 20;
    private static final int SHORT_BAR = 8;
    private static final int LEAST_NAME = 12;
    private static final String GAP = "  ";

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

    /** The bar gives way to a narrow terminal first, then the name. */
    private String line(Progress progress) {
        int available = console.width() - 1;
        String rest = rest(progress, LONG_BAR);
        if (progress.name().length() + rest.length() > available) {
            rest = rest(progress, SHORT_BAR);
        }
        return console.fit(progress.name(), Math.max(LEAST_NAME, available - rest.length())) + rest;
    }

    private static String rest(Progress progress, int bar) {
        List<String> parts = new ArrayList<>();
        parts.add("");
        parts.add(ProgressLine.activity(progress));
        if (!Watched.ended(progress.state())) {
            Double fraction = progress.fraction();
            if (fraction != null) {
                int full = (int) Math.floor(fraction * bar);
                parts.add("[" + "#".repeat(full) + ".".repeat(bar - full) + "] " + ProgressLine.percent(fraction));
            }
            parts.addAll(ProgressLine.amounts(progress));
        }
        return String.join(GAP, parts);
    }
}
