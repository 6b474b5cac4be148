package io.spirula.cli.output;

import java.util.List;

/** Widths of columns that fit a terminal: texts give way first, then words; a line never wraps. */
final class TableLayout {

    static final int GAP = 2;
    private static final int LEAST_TEXT = 12;
    private static final int LEAST_WORD = 4;

    private TableLayout() {}

    static int[] fit(List<Column> columns, int[] natural, int available) {
        int[] widths = natural.clone();
        int excess = total(widths) - available;
        excess = shrink(columns, widths, excess, true);
        shrink(columns, widths, excess, false);
        return widths;
    }

    private static int total(int[] widths) {
        int sum = GAP * (widths.length - 1);
        for (int width : widths) {
            sum += width;
        }
        return sum;
    }

    private static int shrink(List<Column> columns, int[] widths, int excess, boolean textsOnly) {
        int left = excess;
        while (left > 0) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                Column.Kind kind = columns.get(i).kind();
                boolean text = kind == Column.Kind.TEXT || kind == Column.Kind.SENTENCE;
                int least = textsOnly ? LEAST_TEXT : LEAST_WORD;
                if ((text || !textsOnly) && widths[i] > least && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return left;
            }
            widths[widest]--;
            left--;
        }
        return 0;
    }
}
