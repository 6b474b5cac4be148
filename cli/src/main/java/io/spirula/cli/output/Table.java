package io.spirula.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows under headings. Not for use by many threads. */
public final class Table {

    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /**
     * @throws IllegalArgumentException when there is not one cell for each column
     */
    public Table row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    List<Column> columns() {
        return columns;
    }

    List<List<Cell>> rows() {
        return rows;
    }

    /** Headings as cells, then the rows. */
    List<List<Cell>> lines() {
        List<List<Cell>> lines = new ArrayList<>();
        lines.add(columns.stream()
                .map(column -> new Cell(column.title(), Style.HEADER))
                .toList());
        lines.addAll(rows);
        return lines;
    }

    /** The widest cell of each column. */
    int[] naturalWidths(List<List<String>> texts) {
        return IntStream.range(0, columns.size())
                .map(column -> texts.stream()
                        .mapToInt(line -> DisplayWidth.of(line.get(column)))
                        .max()
                        .orElse(0))
                .toArray();
    }
}
