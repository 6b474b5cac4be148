package io.spirula.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class HowFarTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"phase":"move","bytesDone":614,"bytesTotal":1000}                                    | move 61 %
            {"phase":"move","bytesDone":614,"bytesTotal":1000,"bytesKnown":1000,"bytesPerSecond":20971520,"secondsLeft":72} | move 61 %, 20.0 MiB/s, 1m 12s left
            {"phase":"move","bytesDone":1048576,"bytesTotal":null}                                | move 1.0 MiB
            {"phase":"move","bytesDone":1048576,"bytesTotal":null,"bytesKnown":3145728,"bytesPerSecond":0,"secondsLeft":null} | move 1.0 MiB of at least 3.0 MiB, 0 B/s
            {"phase":"verify","bytesDone":0,"bytesTotal":0,"bytesKnown":0}                        | verify 0 B
            {"phase":"pending","bytesDone":null,"bytesTotal":null}                                | pending
            {}                                                                                    | running
            """)
    void whatIsNotKnownIsNotInvented(String progress, String text) {
        assertThat(HowFar.text(new JsonMapper().readTree(progress))).isEqualTo(text);
    }
}
