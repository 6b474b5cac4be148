package io.spirula.mover.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatienceTest {

    /** Milliseconds in which the others wait (+) and in which they do not (-), one after another. */
    @ParameterizedTest(name = "{0}: over is {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "+1 -1                                     | false",
                "+2000                                     | false",
                "+2001                                     | true",
                "+1000 +1000 +1                            | true",
                "-600000 +2000                             | false",
                "-600000 +2001                             | true",
                "+1900 -1000 +200                          | false",
                "+1900 -1000 +201                          | true",
                "+2000 -20000 +2000                        | false",
                "+2000 -20000 +2001                        | true",
                "+100 -1000 +100 -1000 +100 -1000 +2000    | false",
                "+1000 -100 +1000 -100 +1000               | true",
            })
    void othersWaitTwoSecondsOnEndAndATenthOfTheTime(String spells, boolean over) {
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
        Patience patience = new Patience(now::get);

        boolean last = false;
        for (long millis :
                Stream.of(spells.trim().split(" ")).mapToLong(Long::parseLong).toArray()) {
            assertThat(last).as("over before " + millis).isFalse();
            now.addAndGet(Math.abs(millis) * 1_000_000);
            last = patience.isOver(millis > 0);
        }

        assertThat(last).isEqualTo(over);
    }
}
