package io.spirula.messaging.redelivery;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.spirula.contracts.event.DeadLetterDiscardRequested;
import io.spirula.contracts.event.DeadLetterReplayRequested;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.query.DeadLetterQuestion;
import io.spirula.contracts.query.DeadLettersQuestion;
import io.spirula.messaging.Origin;
import io.spirula.messaging.deadletter.LetterReader;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.inbox.ConsumedTopics;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.FailureClassifier;
import io.spirula.messaging.inbox.Intake;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.query.QueryResponder;
import io.spirula.messaging.work.WorkWaker;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dead letters, for operators. */
@Configuration(proxyBeanMethods = false)
public class RedeliveryConfiguration {

    @Bean
    EventHandler<DeadLetterReplayRequested> deadLetterReplays(Origin origin, LetterTable letters, WorkWaker waker) {
        return new ReplayRequestedHandler(origin.service(), letters, waker);
    }

    @Bean
    EventHandler<DeadLetterDiscardRequested> deadLetterDiscards(Origin origin, LetterTable letters, WorkWaker waker) {
        return new DiscardRequestedHandler(origin.service(), letters, waker);
    }

    @Bean
    LetterWorker letterWorker(
            LetterTable letters,
            Intake intake,
            KafkaClients clients,
            Origin origin,
            List<FailureClassifier> classifiers) {
        return new LetterWorker(letters, intake, reader(clients, origin), classifiers);
    }

    @Bean
    LetterDesk letterDesk(JdbcClient jdbc, LetterTable letters, KafkaClients clients, Origin origin) {
        return new LetterDesk(jdbc, letters, reader(clients, origin));
    }

    @Bean
    QueryResponder deadLettersResponder(LetterDesk desk, EventJson json) {
        return new Responder(
                DeadLettersQuestion.NAME,
                arguments -> json.tree(desk.list(json.fromTree(arguments, DeadLettersQuestion.class))));
    }

    @Bean
    QueryResponder deadLetterResponder(LetterDesk desk, EventJson json) {
        return new Responder(
                DeadLetterQuestion.NAME,
                arguments -> json.tree(desk.show(
                        json.fromTree(arguments, DeadLetterQuestion.class).letter())));
    }

    @Bean
    MeterBinder deadLetterMeters(JdbcClient jdbc, ConsumedTopics topics) {
        return new LetterMeters(jdbc, topics.topics());
    }

    private static Supplier<LetterReader> reader(KafkaClients clients, Origin origin) {
        return () -> LetterReader.open(clients, origin.group() + ".dead-letters");
    }
}
