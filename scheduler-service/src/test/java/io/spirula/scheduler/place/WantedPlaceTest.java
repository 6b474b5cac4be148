package io.spirula.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.scheduler.manifest.ManifestReader;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WantedPlaceTest {

    private static final int MOST = 1000;

    @Test
    void allThatAPolicyCanNameIsAskedInOneQuestion() {
        PolicySpec spec = new ManifestReader()
                .read(
                        """
                        apiVersion: spirula/v1
                        kind: Policy
                        metadata: { name: p }
                        spec:
                          schedule: { every: 24h }
                          source: { cluster: site-a, pools: [%s] }
                          targets: [%s]
                        """.formatted(
                                each(i -> "s" + i),
                                each(i -> "{ name: t%d, type: rbd, cluster: site-b, pool: t%d, retention: { last: 1 } }"
                                        .formatted(i, i))),
                        Set.of())
                .spec();

        List<PlacesQuestion.Item> places =
                WantedPlace.of(spec).stream().map(WantedPlace::place).distinct().toList();

        assertThat(new PlacesQuestion(places).items()).hasSize(2 * MOST);
    }

    private static String each(IntFunction<String> item) {
        return IntStream.range(0, MOST).mapToObj(item).collect(Collectors.joining(", "));
    }
}
