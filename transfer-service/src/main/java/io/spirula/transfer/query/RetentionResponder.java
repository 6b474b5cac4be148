package io.spirula.transfer.query;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.query.RetentionAnswer;
import io.spirula.contracts.query.RetentionQuestion;
import io.spirula.messaging.query.QueryResponder;
import io.spirula.retention.Verdict;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.retention.RetentionView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Which copies of a disk stay, which go, and why. */
@Component
final class RetentionResponder implements QueryResponder {

    private final EventJson json = new EventJson();
    private final CopyStore copies;
    private final RetentionView retention;

    RetentionResponder(CopyStore copies, RetentionView retention) {
        this.copies = copies;
        this.retention = retention;
    }

    @Override
    public String question() {
        return RetentionQuestion.NAME;
    }

    @Override
    public JsonNode answer(JsonNode arguments) {
        LineageId lineage = json.fromTree(arguments, RetentionQuestion.class).lineage();
        Map<String, List<TrackedCopy>> byTarget = copies.ofLineage(lineage).stream()
                .collect(Collectors.groupingBy(
                        copy -> copy.told().target().key(), LinkedHashMap::new, Collectors.toList()));
        List<RetentionAnswer.Verdict> verdicts = new ArrayList<>();
        byTarget.forEach((key, held) -> verdicts.addAll(explain(new Route(lineage, key), held)));
        return json.tree(new RetentionAnswer(verdicts));
    }

    private List<RetentionAnswer.Verdict> explain(Route route, List<TrackedCopy> held) {
        Map<PointId, TargetRef> targets = held.stream()
                .collect(Collectors.toMap(
                        copy -> copy.told().point(), copy -> copy.told().target(), (first, second) -> first));
        return retention.plan(route).verdicts().stream()
                .map(verdict -> verdict(verdict, targets))
                .toList();
    }

    private static RetentionAnswer.Verdict verdict(Verdict verdict, Map<PointId, TargetRef> targets) {
        PointId point = verdict.point().id();
        TargetRef target = Objects.requireNonNull(targets.get(point), "target of a copy that was explained");
        return new RetentionAnswer.Verdict(point, target, verdict.keep(), verdict.explain());
    }
}
