package io.spirula.cli.output;

/**
 * A column of a table.
 *
 * @param title its heading
 * @param kind what happens to it when the table is wider than the terminal
 */
public record Column(String title, Kind kind) {

    /** What happens to a column when the table is wider than the terminal, and to which side its cells are set. */
    public enum Kind {
        /** Long names: cut first, in the middle. */
        TEXT,
        /** As TEXT, but cut at the end. */
        SENTENCE,
        /** Short words and times: cut only when nothing else can be. */
        WORD,
        /** As WORD, set to the right. */
        NUMBER
    }

    public static Column text(String title) {
        return new Column(title, Kind.TEXT);
    }

    public static Column sentence(String title) {
        return new Column(title, Kind.SENTENCE);
    }

    public static Column word(String title) {
        return new Column(title, Kind.WORD);
    }

    public static Column number(String title) {
        return new Column(title, Kind.NUMBER);
    }
}
