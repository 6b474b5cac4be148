package io.spirula.scheduler.place;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.messaging.query.QueryAnswer;
import io.spirula.messaging.query.QueryAnswers;
import io.spirula.messaging.query.QueryClient;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Looks whether the pools that a policy names are there before it is applied. Safe for use by many threads. */
@Component
public class PlaceCheck {

    private static final Set<Service> ASKED = Set.of(Service.SNAPSHOT, Service.TRANSFER);

    private final QueryClient queries;
    private final EventJson json;
    private final SchedulerProperties properties;

    PlaceCheck(QueryClient queries, EventJson json, SchedulerProperties properties) {
        this.queries = queries;
        this.json = json;
        this.properties = properties;
    }

    /**
     * Waits for the answers at most as long as is configured; not to be called in a transaction.
     *
     * @param existing what the policy says so far
     * @return what could not be found out, and what is gone
     * @throws Refusal when a place that the policy did not name so far is not there
     */
    public List<String> warningsOf(PolicySpec spec, Optional<PolicySpec> existing) {
        List<WantedPlace> wanted = WantedPlace.of(spec);
        Set<PlacesQuestion.Item> before = existing.map(WantedPlace::of).orElse(List.of()).stream()
                .map(WantedPlace::place)
                .collect(Collectors.toSet());
        List<String> warnings = new ArrayList<>();
        PlaceVerdict verdict = PlaceVerdict.of(wanted, before, ask(wanted, warnings));
        if (!verdict.problems().isEmpty()) {
            throw Refusal.invalid(verdict.problems().get(0).message(), verdict.problems());
        }
        warnings.addAll(verdict.warnings());
        return warnings;
    }

    private Map<PlacesQuestion.Item, PlacesAnswer.Item> ask(List<WantedPlace> wanted, List<String> warnings) {
        List<PlacesQuestion.Item> places =
                wanted.stream().map(WantedPlace::place).distinct().toList();
        QueryAnswers answers = queries.ask(
                PlacesQuestion.NAME,
                new PlacesQuestion(places),
                ASKED,
                properties.queries().applyTimeout());
        Map<PlacesQuestion.Item, PlacesAnswer.Item> known = new HashMap<>();
        answers.silent().stream()
                .sorted()
                .forEach(silent -> warnings.add(silent.wireName() + " did not answer within "
                        + properties.queries().applyTimeout().toMillis()
                        + " ms: whether the pools are there is not known"));
        answers.answers()
                .forEach((service, answer) ->
                        read(service, answer, warnings).forEach(item -> known.put(item.asked(), item)));
        return known;
    }

    private List<PlacesAnswer.Item> read(Service service, QueryAnswer answer, List<String> warnings) {
        Reason reason = answer.reason();
        if (answer.answer() == null) {
            warnings.add(service.wireName() + " could not say whether the pools are there: "
                    + (reason == null ? "it gave no reason" : reason.text()));
            return List.of();
        }
        try {
            return json.fromTree(answer.answer(), PlacesAnswer.class).items();
        } catch (JacksonException e) {
            warnings.add(service.wireName() + " gave an answer that this version does not understand");
            return List.of();
        }
    }
}
