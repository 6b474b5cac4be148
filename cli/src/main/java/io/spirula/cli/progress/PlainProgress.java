package io.spirula.cli.progress;

import io.spirula.cli.output.Console;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For logs: a line when a thing does something else, and one every ten seconds. */
final class PlainProgress implements ProgressView {

    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Console console;
    private final Map<Integer, Told> told = new HashMap<>();

    PlainProgress(Console console) {
        this.console = console;
    }

    @Override
    public void show(Instant now, List<Progress> things) {
        for (int i = 0; i < things.size(); i++) {
            Progress progress = things.get(i);
            String activity = ProgressLine.activity(progress);
            Told before = told.get(i);
            if (before == null
                    || !before.activity().equals(activity)
                    || !now.isBefore(before.at().plus(INTERVAL))) {
                console.note(line(progress, activity));
                told.put(i, new Told(activity, now));
            }
        }
    }

    private static String line(Progress progress, String activity) {
        List<String> amounts = Watched.ended(progress.state()) ? List.of() : ProgressLine.amounts(progress);
        return progress.name() + ": " + activity + (amounts.isEmpty() ? "" : ", " + String.join(", ", amounts));
    }

    private record Told(String activity, Instant at) {}
}
