package io.spirula.transfer.query;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.messaging.query.QueryResponder;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What a run would move now, by what is recorded. The clusters themselves are not asked: an outage delays no answer. */
@Component
final class PlanResponder implements QueryResponder {

    private final EventJson json = new EventJson();
    private final CopyStore copies;
    private final NameForecast names;
    private final Clusters clusters;

    PlanResponder(CopyStore copies, NameForecast names, Clusters clusters) {
        this.copies = copies;
        this.names = names;
        this.clusters = clusters;
    }

    @Override
    public String question() {
        return PlanQuestion.NAME;
    }

    @Override
    public JsonNode answer(JsonNode arguments) {
        PlanQuestion question = json.fromTree(arguments, PlanQuestion.class);
        return json.tree(
                new PlanAnswer(question.items().stream().map(this::answer).toList()));
    }

    private PlanAnswer.Item answer(PlanQuestion.Item item) {
        Route route = new Route(item.lineage(), item.target().key());
        return Forecast.of(
                item, copies.ofRoute(route), clusters.knows(item.target().cluster()), names.refusal(item));
    }
}
