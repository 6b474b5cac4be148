package io.spirula.cli.output;

/** Emphasis on a terminal that shows colours. It never carries a meaning that the words do not. */
public enum Style {
    PLAIN(""),
    GOOD("32"),
    BAD("1;31"),
    WARN("33"),
    DIM("2"),
    HEADER("1");

    private final String sgr;

    Style(String sgr) {
        this.sgr = sgr;
    }

    String apply(String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + sgr + "m" + text + "\u001b[0m";
    }
}
