package io.spirula.bench;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What the command line asks for.
 *
 * @param rows names, in the order of the table; empty for all
 * @param pairs 1 to 99
 * @param contenders names; empty for all
 * @param profile whether {@link io.spirula.bench.measure.Profiles} are taken
 */
record BenchOptions(boolean quick, int pairs, Set<String> rows, Set<String> contenders, boolean profile, boolean list) {

    static final String USAGE = """
            usage: bin/bench [--pairs N] [--rows A,B] [--contenders A,B] [--quick] [--profile] [--list]

              --pairs N          how often each contender does each work, 1 to 99 (5; with --quick 1)
              --rows A,B         only these rows
              --contenders A,B   only these contenders, as the tables name them
              --quick            small sizes; all results are compared, and the figures say little
              --profile          of each turn a flight recording of each JVM that works, and what both OSDs counted; the
                                 figures have in them what that takes
              --list             names the rows
            """;

    private static final int PAIRS = 5;

    /** Why a command line is refused. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    private static final class Collected {
        private boolean quick;
        private boolean profile;
        private boolean list;
        private int pairs;
        private final Set<String> rows = new TreeSet<>();
        private final Set<String> contenders = new TreeSet<>();
    }

    /** Pure. */
    static BenchOptions parse(List<String> arguments, Set<String> known) throws UsageException {
        var collected = new Collected();
        for (var i = 0; i < arguments.size(); i++) {
            var option = arguments.get(i);
            switch (option) {
                case "--quick" -> collected.quick = true;
                case "--profile" -> collected.profile = true;
                case "--list" -> collected.list = true;
                case "--pairs" -> collected.pairs = pairs(value(arguments, ++i, option));
                case "--rows" -> rows(value(arguments, ++i, option), known, collected.rows::add);
                case "--contenders" -> contenders(value(arguments, ++i, option), collected.contenders::add);
                default -> throw new UsageException("'" + option + "' is no option");
            }
        }
        if (collected.pairs == 0) {
            collected.pairs = collected.quick ? 1 : PAIRS;
        }
        return new BenchOptions(
                collected.quick,
                collected.pairs,
                Set.copyOf(collected.rows),
                Set.copyOf(collected.contenders),
                collected.profile,
                collected.list);
    }

    boolean asksFor(String row) {
        return rows.isEmpty() || rows.contains(row);
    }

    private static String value(List<String> arguments, int place, String option) throws UsageException {
        if (place >= arguments.size()) {
            throw new UsageException(option + " wants a value");
        }
        return arguments.get(place);
    }

    private static int pairs(String text) throws UsageException {
        if (!text.matches("[1-9]\\d?")) {
            throw new UsageException("--pairs wants a number from 1 to 99, not '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private static void contenders(String text, Consumer<String> contenders) throws UsageException {
        for (var contender : text.split(",", -1)) {
            if (!contender.matches("[a-z0-9-]+")) {
                throw new UsageException("--contenders wants names as the tables have them, not '" + contender + "'");
            }
            contenders.accept(contender);
        }
    }

    private static void rows(String text, Set<String> known, Consumer<String> rows) throws UsageException {
        for (var row : text.split(",", -1)) {
            if (!known.contains(row)) {
                throw new UsageException("there is no row '" + row + "'; see --list");
            }
            rows.accept(row);
        }
    }
}
