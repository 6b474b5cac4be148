package io.spirula.rbd.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.PlaceSide;
import io.spirula.contracts.query.PlaceState;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class PlaceProbeTest {

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-b");
    private final PlaceProbe probe = new PlaceProbe(PlaceSide.TARGET, new PlaceProbe.Clusters() {
        @Override
        public boolean knows(String cluster) {
            return cluster.equals("site-b");
        }

        @Override
        public PlacesAnswer.Item ask(String name, Function<CephCluster, PlacesAnswer.Item> question) {
            try (CephCluster cluster = ceph.connect(InMemoryCeph.config(name))) {
                return question.apply(cluster);
            }
        }
    });

    @Test
    void aPoolAndItsDefaultNamespaceAreThere() {
        assertThat(look("site-b", "rbd", "").state()).isEqualTo(PlaceState.PRESENT);
    }

    @Test
    void aNamespaceIsThereOnceItWasMade() {
        PlacesAnswer.Item before = look("site-b", "rbd", "tenant");
        try (CephCluster cluster = ceph.connect(InMemoryCeph.config("site-b"));
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.createNamespace("tenant");
        }

        assertThat(before.state()).isEqualTo(PlaceState.ABSENT);
        assertThat(before.reason()).isEqualTo("pool rbd of cluster site-b has no namespace tenant");
        assertThat(look("site-b", "rbd", "tenant").state()).isEqualTo(PlaceState.PRESENT);
    }

    @Test
    void aPoolThatDoesNotExistIsAbsent() {
        PlacesAnswer.Item answer = look("site-b", "backups", "tenant");

        assertThat(answer.state()).isEqualTo(PlaceState.ABSENT);
        assertThat(answer.reason()).isEqualTo("cluster site-b has no pool backups");
    }

    @Test
    void whatIsSaidOfAClusterThatDoesNotAnswerIsThatItIsNotKnown() {
        ceph.fail("site-b", 110);

        PlacesAnswer.Item answer = look("site-b", "rbd", "");

        assertThat(answer.state()).isEqualTo(PlaceState.UNKNOWN);
        assertThat(answer.reason()).contains("site-b");
    }

    @Test
    void aClusterThatIsNotConfiguredIsNotKnown() {
        assertThat(look("site-x", "rbd", "").state()).isEqualTo(PlaceState.UNKNOWN);
    }

    @Test
    void thePlacesOfAnotherServiceAreLeftToIt() {
        PlacesQuestion.Item source = new PlacesQuestion.Item(PlaceSide.SOURCE, "site-b", "rbd", "");

        assertThat(probe.answer(new PlacesQuestion(List.of(source))).items()).isEmpty();
    }

    private PlacesAnswer.Item look(String cluster, String pool, String namespace) {
        PlacesQuestion.Item place = new PlacesQuestion.Item(PlaceSide.TARGET, cluster, pool, namespace);
        PlacesAnswer.Item answer =
                probe.answer(new PlacesQuestion(List.of(place))).items().get(0);
        assertThat(answer.asked()).isEqualTo(place);
        return answer;
    }
}
