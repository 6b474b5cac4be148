package io.spirula.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a command prints: results on standard output, all else on standard error. Everything that comes from elsewhere
 * is made visible here, so nobody else has to think of it. Not for use by many threads.
 */
public final class Console {

    private static final int LEAST_WIDTH = 20;

    private final OutputStream rawOut;
    private final PrintStream out;
    private final PrintStream err;
    private final Visible visible;
    private final int width;
    private final int tableWidth;
    private final boolean outColours;
    private final boolean errIsTerminal;
    private final String ellipsis;

    /**
     * @param charset what the terminal shows
     * @param width of the terminal, in columns
     * @param outIsTerminal whether tables must fit that width
     * @param outColours whether standard output shows colours
     * @param errIsTerminal whether lines on standard error can be drawn again
     */
    public Console(
            OutputStream out,
            OutputStream err,
            Charset charset,
            int width,
            boolean outIsTerminal,
            boolean outColours,
            boolean errIsTerminal) {
        this.rawOut = out;
        this.out = new PrintStream(out, true, charset);
        this.err = new PrintStream(err, true, charset);
        this.visible = new Visible(charset);
        this.width = Math.max(width, LEAST_WIDTH);
        this.tableWidth = outIsTerminal ? this.width : Integer.MAX_VALUE;
        this.outColours = outColours;
        this.errIsTerminal = errIsTerminal;
        this.ellipsis = visible.canPrint("\u2026") ? "\u2026" : "~";
    }

    /** One line of the result. */
    public void say(String line) {
        say(Cell.of(line));
    }

    /** One line of the result, emphasised. */
    public void say(Cell line) {
        out.println(styled(line, visible.line(line.text())));
    }

    /** Text that is laid out already. */
    public void block(String text) {
        out.print(visible.block(text));
    }

    /** One line beside the result: a warning, an error, how far something is. */
    public void note(String line) {
        err.println(visible.line(line));
    }

    /** Cut to fit a terminal; in full where nobody looks, for a file or a filter. */
    public void table(Table table) {
        List<List<Cell>> lines = table.lines();
        List<List<String>> texts = lines.stream()
                .map(line ->
                        line.stream().map(cell -> visible.line(cell.text())).toList())
                .toList();
        int[] widths = TableLayout.fit(table.columns(), table.naturalWidths(texts), tableWidth);
        for (int i = 0; i < lines.size(); i++) {
            out.println(tableLine(table.columns(), lines.get(i), texts.get(i), widths));
        }
    }

    /** A document that programs read: UTF-8 whatever the terminal's charset is. */
    public void document(String text) {
        out.flush();
        PrintStream utf8 = new PrintStream(rawOut, false, StandardCharsets.UTF_8);
        utf8.print(text);
        utf8.flush();
    }

    /** Clears a terminal before the next picture. */
    public void clear() {
        out.print("\u001b[H\u001b[J");
    }

    /** Replaces the last so many lines on standard error; only when it is a terminal. */
    public void redrawNotes(int previousLines, List<String> lines) {
        StringBuilder text = new StringBuilder();
        if (previousLines > 0) {
            text.append("\u001b[").append(previousLines).append('A');
        }
        for (String line : lines) {
            text.append("\r\u001b[K").append(cut(visible.line(line), width - 1)).append('\n');
        }
        err.print(text);
        err.flush();
    }

    /** A name in at most so many columns. */
    public String fit(String name, int columns) {
        return cut(visible.line(name), columns);
    }

    /** Whether lines on standard error can be drawn again. */
    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** In columns. */
    public int width() {
        return width;
    }

    /** Whether nobody reads standard output any more. */
    public boolean closed() {
        return out.checkError();
    }

    private String tableLine(List<Column> columns, List<Cell> cells, List<String> texts, int[] widths) {
        List<String> parts = new ArrayList<>();
        int left = tableWidth;
        for (int i = 0; i < cells.size() && left > 0; i++) {
            int room = Math.min(widths[i], left);
            boolean sentence = columns.get(i).kind() == Column.Kind.SENTENCE;
            String text = sentence ? DisplayWidth.cutEnd(texts.get(i), room, ellipsis) : cut(texts.get(i), room);
            String space = " ".repeat(room - DisplayWidth.of(text));
            String styled = styled(cells.get(i), text);
            boolean last = i == cells.size() - 1;
            parts.add(columns.get(i).kind() == Column.Kind.NUMBER ? space + styled : last ? styled : styled + space);
            left -= room + TableLayout.GAP;
        }
        return String.join(" ".repeat(TableLayout.GAP), parts).stripTrailing();
    }

    private String cut(String text, int columns) {
        return DisplayWidth.cut(text, columns, ellipsis);
    }

    private String styled(Cell cell, String visibleText) {
        return outColours ? cell.style().apply(visibleText) : visibleText;
    }
}
