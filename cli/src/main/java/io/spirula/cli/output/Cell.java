package io.spirula.cli.output;

/** A text from anywhere, and how it is emphasised. */
public record Cell(String text, Style style) {

    public static Cell of(String text) {
        return new Cell(text, Style.PLAIN);
    }

    public static Cell good(String text) {
        return new Cell(text, Style.GOOD);
    }

    public static Cell bad(String text) {
        return new Cell(text, Style.BAD);
    }

    public static Cell warn(String text) {
        return new Cell(text, Style.WARN);
    }

    public static Cell dim(String text) {
        return new Cell(text, Style.DIM);
    }

    public static Cell empty() {
        return dim("-");
    }
}
