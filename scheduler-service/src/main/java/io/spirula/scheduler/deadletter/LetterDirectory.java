package io.spirula.scheduler.deadletter;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DeadLetterAnswer;
import io.spirula.contracts.query.DeadLetterQuestion;
import io.spirula.contracts.query.DeadLettersAnswer;
import io.spirula.contracts.query.DeadLettersQuestion;
import io.spirula.messaging.query.QueryAnswer;
import io.spirula.messaging.query.QueryAnswers;
import io.spirula.messaging.query.QueryClient;
import io.spirula.messaging.query.QueryRefusedException;
import io.spirula.messaging.redelivery.LetterDesk;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Knows the dead letters of all services: those of this one from its own tables, those of others by asking them. */
@Component
public class LetterDirectory {

    private static final Set<Service> OTHERS = Set.of(Service.SNAPSHOT, Service.TRANSFER, Service.RESTORE);
    private static final String NOT_UNDERSTOOD = "gave an answer that this version does not understand";

    private final LetterDesk own;
    private final QueryClient queries;
    private final EventJson json;
    private final SchedulerProperties properties;

    LetterDirectory(LetterDesk own, QueryClient queries, EventJson json, SchedulerProperties properties) {
        this.own = own;
        this.queries = queries;
        this.json = json;
        this.properties = properties;
    }

    /**
     * Waits for all services until the time for questions is over.
     *
     * @param prefix the beginning of an id; empty for all
     * @param ended whether those are meant too that were replayed or discarded
     */
    public LettersView list(String prefix, boolean ended) {
        DeadLettersQuestion question = new DeadLettersQuestion(prefix, ended);
        QueryAnswers answers = ask(DeadLettersQuestion.NAME, question, OTHERS);
        Map<Service, DeadLettersAnswer> said = new EnumMap<>(Map.of(Service.SCHEDULER, own.list(question)));
        Map<Service, String> unknown = new EnumMap<>(Service.class);
        answers.silent().forEach(service -> unknown.put(service, silence()));
        for (Map.Entry<Service, QueryAnswer> answer : answers.answers().entrySet()) {
            try {
                DeadLettersAnswer one = read(answer.getValue());
                if (one == null) {
                    unknown.put(answer.getKey(), why(answer.getValue()));
                } else {
                    said.put(answer.getKey(), one);
                }
            } catch (JacksonException e) {
                unknown.put(answer.getKey(), NOT_UNDERSTOOD);
            }
        }
        return together(said, unknown);
    }

    private static LettersView together(Map<Service, DeadLettersAnswer> said, Map<Service, String> unknown) {
        List<LetterView> letters = new ArrayList<>();
        Map<Service, Map<String, Long>> byTopic = new EnumMap<>(Service.class);
        long more = 0;
        for (Map.Entry<Service, DeadLettersAnswer> one : said.entrySet()) {
            DeadLettersAnswer answer = one.getValue();
            answer.letters().forEach(letter -> letters.add(LetterView.of(one.getKey(), letter)));
            more += answer.more();
            if (answer.byTopic() != null) {
                byTopic.put(one.getKey(), answer.byTopic());
            }
        }
        letters.sort(Comparator.comparing(LetterView::since));
        return new LettersView(letters, more, byTopic, unknown);
    }

    private @Nullable DeadLettersAnswer read(QueryAnswer answer) {
        return answer.answer() == null ? null : json.fromTree(answer.answer(), DeadLettersAnswer.class);
    }

    /**
     * @param prefix an id, or so much of its beginning that it is the only one
     * @throws Refusal when there is none, or more than one, or the service that may have it is silent
     */
    LetterView one(String prefix) {
        if (!prefix.matches("[0-9a-fA-F-]{6,36}")) {
            throw Refusal.invalid("letter", "A dead letter is named by its id, or by at least its first 6 characters");
        }
        LettersView found = list(prefix, true);
        if (found.letters().size() > 1) {
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    found.letters().size() + " dead letters have ids that begin with " + prefix + "; give more of it");
        }
        if (found.letters().isEmpty() && !found.unknown().isEmpty()) {
            throw Refusal.of(
                    ProblemCode.SERVICE_SILENT,
                    "No service that answered has a dead letter " + prefix + "; not known of: "
                            + said(found.unknown()));
        }
        if (found.letters().isEmpty()) {
            throw Refusal.of(ProblemCode.NOT_FOUND, "There is no dead letter " + prefix + "; see spirula dlt ls --all");
        }
        return found.letters().get(0);
    }

    private static String said(Map<Service, String> unknown) {
        return String.join(
                ", ",
                unknown.entrySet().stream()
                        .map(entry -> entry.getKey().wireName() + " (" + entry.getValue() + ")")
                        .sorted()
                        .toList());
    }

    /**
     * @throws Refusal when its record is not there any more, or its service is silent
     */
    DeadLetterAnswer content(LetterView letter) {
        if (letter.service() == Service.SCHEDULER) {
            try {
                return own.show(letter.id());
            } catch (QueryRefusedException e) {
                throw Refusal.of(ProblemCode.UNAVAILABLE, e.reason().text());
            }
        }
        QueryAnswer answer = ask(DeadLetterQuestion.NAME, new DeadLetterQuestion(letter.id()), Set.of(letter.service()))
                .answers()
                .get(letter.service());
        if (answer == null) {
            throw Refusal.of(ProblemCode.SERVICE_SILENT, letter.service().wireName() + " " + silence());
        }
        if (answer.answer() == null) {
            throw Refusal.of(ProblemCode.UNAVAILABLE, why(answer));
        }
        return json.fromTree(answer.answer(), DeadLetterAnswer.class);
    }

    private QueryAnswers ask(String name, Object question, Set<Service> services) {
        return queries.ask(name, question, services, properties.queries().timeout());
    }

    private String silence() {
        return "did not answer within " + properties.queries().timeout().toSeconds() + " s; see whether it runs";
    }

    private static String why(QueryAnswer answer) {
        Reason reason = answer.reason();
        return reason == null ? "it gave no reason" : reason.text();
    }
}
