package io.spirula.snapshot.cluster;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.query.PlaceSide;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.messaging.query.QueryResponder;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.place.PlaceProbe;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Which of the pools that a policy would protect are there. */
@Component
final class PlacesResponder implements QueryResponder {

    private final EventJson json;
    private final PlaceProbe probe;

    PlacesResponder(EventJson json, Clusters clusters) {
        this.json = json;
        this.probe = new PlaceProbe(PlaceSide.SOURCE, new PlaceProbe.Clusters() {
            @Override
            public boolean knows(String cluster) {
                return clusters.names().contains(cluster);
            }

            @Override
            public PlacesAnswer.Item ask(String cluster, Function<CephCluster, PlacesAnswer.Item> question) {
                return clusters.call(cluster, question);
            }
        });
    }

    @Override
    public String question() {
        return PlacesQuestion.NAME;
    }

    @Override
    public JsonNode answer(JsonNode arguments) {
        return json.tree(probe.answer(json.fromTree(arguments, PlacesQuestion.class)));
    }
}
