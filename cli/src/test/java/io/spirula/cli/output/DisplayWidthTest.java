package io.spirula.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DisplayWidthTest {

    @ParameterizedTest
    @CsvSource({"'', 0", "abc, 3", "\u865a\u62df, 4", "e\u0301, 1", "\ud83d\udc19, 2", "\uff21, 2"})
    void widthIsCountedInColumns(String text, int columns) {
        assertThat(DisplayWidth.of(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
        "abcdefghij, 10, abcdefghij",
        "abcdefghij, 9, abcd\u2026ghij",
        "abcdefghij, 4, ab\u2026j",
        "abcdefghij, 2, a\u2026",
        "abcdefghij, 1, a",
        "abcdefghij, 0, ''",
        "\u865a\u62df\u673a\u865a, 5, \u865a\u2026\u865a",
        "\ud83d\udc19\ud83d\udc19\ud83d\udc19, 4, \ud83d\udc19\u2026"
    })
    void whatIsTooWideIsCutInTheMiddleAndNeverThroughACharacter(String text, int columns, String cut) {
        assertThat(DisplayWidth.cut(text, columns, "\u2026")).isEqualTo(cut);
        assertThat(DisplayWidth.of(cut)).isLessThanOrEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abcdefghij, 10, abcdefghij", "abcdefghij, 4, abc\u2026", "abcdefghij, 1, a"})
    void aSentenceIsCutAtItsEnd(String text, int columns, String cut) {
        assertThat(DisplayWidth.cutEnd(text, columns, "\u2026")).isEqualTo(cut);
    }
}
