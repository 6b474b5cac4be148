package io.spirula.transfer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MovePlacesTest {

    private static final ClusterProperties.Access ACCESS =
            new ClusterProperties.Access(Path.of("ceph.conf"), "spirula", Path.of("keyring"), null);

    private final Clusters clusters = new Clusters(
            config -> {
                throw new AssertionError("nobody has to connect for a place");
            },
            new ClusterProperties(Map.of("here", ACCESS, "there", ACCESS)),
            new ConcurrencyProperties(1));

    @Test
    void aMoveWithinOneClusterTakesOnePlaceOfIt() {
        MovePlace place = clusters.enter("here", "here");

        assertThat(clusters.moves("here")).isEqualTo(1);
        place.close();
        assertThat(clusters.moves("here")).isZero();
    }

    @Test
    void aMoveThatFindsNoPlaceOnOneOfItsClustersTakesNoneOfTheOther() {
        MovePlace busy = clusters.enter("there");

        assertThatThrownBy(() -> clusters.enter("here", "there")).isInstanceOf(MovesBusyException.class);

        assertThat(clusters.moves("here")).isZero();
        busy.close();
        try (MovePlace place = clusters.enter("here", "there")) {
            assertThat(clusters.moves("here") + clusters.moves("there")).isEqualTo(2);
        }
    }

    @Test
    void aPlaceThatIsGivenBackTwiceIsFreeOnce() {
        MovePlace place = clusters.enter("here");
        place.close();
        place.close();

        try (MovePlace one = clusters.enter("here")) {
            assertThatThrownBy(() -> clusters.enter("here")).isInstanceOf(MovesBusyException.class);
        }
    }
}
