package io.spirula.e2e.chaos;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/** What a chaos run did so far, for whoever reads its end. Safe to use from several threads. */
public final class Report {

    private static final int LAST = 60;

    private final long seed;
    private final Map<String, Map<String, Long>> counts = new TreeMap<>();
    private final Deque<String> last = new ArrayDeque<>();
    private int steps;

    public Report(long seed) {
        this.seed = seed;
    }

    /** The number of this step, from 1. */
    public synchronized int begin(Step step) {
        steps++;
        note("#" + steps + " " + step);
        return steps;
    }

    /** Something that explains what follows it; printed at once, too. */
    public synchronized void note(String line) {
        String dated = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line;
        System.out.println(dated);
        last.addLast(dated);
        if (last.size() > LAST) {
            last.removeFirst();
        }
    }

    public void count(String chapter, String what) {
        add(chapter, what, 1);
    }

    public synchronized void add(String chapter, String what, long amount) {
        counts.computeIfAbsent(chapter, c -> new TreeMap<>()).merge(what, amount, Long::sum);
    }

    public synchronized int steps() {
        return steps;
    }

    public synchronized String text(Duration ran, String outcome) {
        StringBuilder text = new StringBuilder("chaos: %s%nseed %d, %d steps in %d min %d s%n"
                .formatted(outcome, seed, steps, ran.toMinutes(), ran.toSecondsPart()));
        counts.forEach((chapter, lines) -> {
            text.append("%n%s%n".formatted(chapter));
            lines.forEach((what, amount) -> text.append("%9d  %s%n".formatted(amount, what)));
        });
        return text.toString();
    }

    public synchronized String lastLines() {
        return String.join(System.lineSeparator(), last);
    }
}
