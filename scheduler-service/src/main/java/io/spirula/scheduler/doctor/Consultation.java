package io.spirula.scheduler.doctor;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DoctorAnswer;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.messaging.doctor.Doctor;
import io.spirula.messaging.query.QueryAnswer;
import io.spirula.messaging.query.QueryAnswers;
import io.spirula.messaging.query.QueryClient;
import io.spirula.scheduler.place.WantedPlace;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/** Has every service look whether all is well with it. Safe for use by many threads. */
@Component
class Consultation {

    /** Where each service answers on its machine, unless it was configured otherwise. */
    private static final Map<Service, Integer> PORTS =
            Map.of(Service.SNAPSHOT, 8082, Service.TRANSFER, 8083, Service.RESTORE, 8084);

    private static final String CHECK = "service";
    private static final Logger LOG = LoggerFactory.getLogger(Consultation.class);

    private final Doctor own;
    private final QueryClient queries;
    private final PolicyStore policies;
    private final EventJson json;
    private final Duration timeout;
    private final Clock clock;

    Consultation(
            Doctor own,
            QueryClient queries,
            PolicyStore policies,
            EventJson json,
            SchedulerProperties properties,
            Clock clock) {
        this.own = own;
        this.queries = queries;
        this.policies = policies;
        this.json = json;
        this.timeout = properties.queries().timeout();
        this.clock = clock;
    }

    /** Waits for all services until the time for questions is over. */
    DoctorView consult() {
        DoctorQuestion question = new DoctorQuestion(places());
        CompletableFuture<DoctorAnswer> ownAnswer = CompletableFuture.supplyAsync(() -> own.answer(question));
        QueryAnswers answers = queries.ask(DoctorQuestion.NAME, question, Set.copyOf(PORTS.keySet()), timeout);
        Map<Service, List<Finding>> found = new EnumMap<>(Service.class);
        answers.silent().forEach(service -> found.put(service, List.of(silent(service))));
        answers.answers().forEach((service, answer) -> found.put(service, findings(service, answer)));
        found.put(Service.SCHEDULER, ownAnswer.join().findings());
        return DoctorView.of(clock.instant(), found);
    }

    /** None while the database is away: that is a finding of its own, and the rest can be looked at. */
    private List<PlacesQuestion.Item> places() {
        try {
            return namedByPolicies();
        } catch (DataAccessException e) {
            LOG.warn("PLACES_UNKNOWN: the doctor looks without the places that policies name", e);
            return List.of();
        }
    }

    private List<PlacesQuestion.Item> namedByPolicies() {
        return policies.all().stream()
                .flatMap(policy -> WantedPlace.of(policy.spec()).stream())
                .map(WantedPlace::place)
                .distinct()
                .limit(PlacesQuestion.MAX_ITEMS)
                .toList();
    }

    private List<Finding> findings(Service service, QueryAnswer answer) {
        if (answer.answer() == null) {
            Reason reason = answer.reason();
            return List.of(Finding.failed(
                    CHECK,
                    service.wireName(),
                    reason == null ? "NO_REASON" : reason.code(),
                    service.wireName() + " could not say: " + (reason == null ? "it gave no reason" : reason.text()),
                    healthOf(service) + "   # on its machine; its log says more"));
        }
        try {
            return json.fromTree(answer.answer(), DoctorAnswer.class).findings();
        } catch (JacksonException e) {
            return List.of(
                    Finding.failed(
                            CHECK,
                            service.wireName(),
                            "NOT_UNDERSTOOD",
                            service.wireName() + " gave an answer that this version does not understand; upgrade both",
                            "git pull && docker compose build && docker compose up -d   # or install all services in one version"));
        }
    }

    private Finding silent(Service service) {
        return Finding.failed(
                CHECK,
                service.wireName(),
                "SERVICE_SILENT",
                service.wireName() + " did not answer within " + timeout.toSeconds()
                        + " s, so nothing is known of what it uses; it may be down, or not reach Kafka",
                healthOf(service) + "   # on its machine; start it if nothing answers");
    }

    private static String healthOf(Service service) {
        return "curl -s http://127.0.0.1:" + PORTS.get(service) + "/actuator/health";
    }
}
