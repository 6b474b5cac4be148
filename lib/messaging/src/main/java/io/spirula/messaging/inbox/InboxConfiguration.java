package io.spirula.messaging.inbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.event.EventJson;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.deadletter.DeadLetters;
import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.deadletter.LostLetters;
import io.spirula.messaging.kafka.BrokerView;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.topic.TopicNeeds;
import io.spirula.messaging.trace.Traces;
import io.spirula.messaging.wire.RecordDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The way in. */
@Configuration(proxyBeanMethods = false)
public class InboxConfiguration {

    private static final Duration TRANSACTION_LIMIT = Duration.ofSeconds(30);

    @Bean
    Subscriptions subscriptions(
            ObjectProvider<EventHandler<?>> handlers, ObjectProvider<TombstoneHandler> tombstoneHandlers) {
        return new Subscriptions(
                handlers.orderedStream().toList(),
                tombstoneHandlers.orderedStream().toList());
    }

    @Bean
    TopicNeeds inboxTopics(Subscriptions subscriptions) {
        return new TopicNeeds(subscriptions.topics(), subscriptions.topics());
    }

    @Bean
    PositionTable positionTable(JdbcClient jdbc) {
        return new PositionTable(jdbc);
    }

    @Bean
    InboxTable inboxTable(JdbcClient jdbc) {
        return new InboxTable(jdbc);
    }

    @Bean
    InboxMeters inboxMeters(ObjectProvider<MeterRegistry> registry, Clock clock) {
        return new InboxMeters(registry.getIfAvailable(SimpleMeterRegistry::new), clock);
    }

    @Bean
    FailureClassifier databaseFailures() {
        return new DatabaseFailures();
    }

    @Bean
    LetterTable letterTable(JdbcClient jdbc, Origin origin) {
        return new LetterTable(jdbc, origin.service());
    }

    @Bean
    Intake intake(
            EventJson json,
            Subscriptions subscriptions,
            InboxTable inbox,
            PositionTable positions,
            Traces traces,
            InboxMeters meters) {
        return new Intake(
                new RecordDecoder(json, subscriptions::takes), subscriptions, inbox, positions, traces, meters);
    }

    @Bean
    DeadLetters deadLetters(KafkaClients clients, Origin origin) {
        return new DeadLetters(clients, origin.service());
    }

    @Bean
    DeniedTopics deniedTopics(KafkaClients clients) {
        return new DeniedTopics(new BrokerView(clients.admin()));
    }

    @Bean
    CatchUp catchUp(ObjectProvider<PositionCatchUp> positions, DeniedTopics denied) {
        return new LateCatchUp(positions::getObject, denied::why);
    }

    @Bean
    PositionCatchUp positionCatchUp(
            Subscriptions subscriptions, PositionTable positions, Origin origin, InboxMeters meters) {
        PositionCatchUp catchUp = new PositionCatchUp(positions::all, subscriptions.topics(), origin.service());
        meters.unread(catchUp);
        return catchUp;
    }

    @Bean
    Replay replay(Subscriptions subscriptions, PositionTable positions, InboxTable inbox) {
        return new TransactionalReplay(subscriptions, positions, inbox);
    }

    @Bean
    ReadAgain readAgain(PositionTable positions) {
        return topic -> positions.isReadAgain(topic.wireName());
    }

    @Bean
    RecordRetry recordRetry(
            Origin origin,
            Intake intake,
            PositionTable positions,
            LetterTable letters,
            DeadLetters deadLetters,
            PlatformTransactionManager transactionManager,
            InboxMeters meters,
            List<FailureClassifier> classifiers,
            MessagingProperties properties) {
        TransactionTemplate transactions = new TransactionTemplate(transactionManager);
        transactions.setTimeout((int) TRANSACTION_LIMIT.toSeconds());
        RecordTaker taker =
                new RecordTaker(origin.service(), intake, positions, letters, deadLetters, transactions, meters);
        return new RecordRetry(taker, classifiers, meters, properties.inbox());
    }

    @Bean
    InboxConsumer inboxConsumer(
            KafkaClients clients,
            Origin origin,
            Subscriptions subscriptions,
            PositionTable positions,
            RecordRetry records,
            InboxTable inbox,
            LetterTable letters,
            PlatformTransactionManager transactionManager,
            Traces traces,
            InboxMeters meters,
            PositionCatchUp catchUp,
            DeniedTopics denied,
            MessagingProperties properties) {
        Gaps gaps = new Gaps(
                new LostLetters(clients, origin.service()), letters, new TransactionTemplate(transactionManager));
        BrokerView broker = new BrokerView(clients.admin());
        return new InboxConsumer(
                clients,
                origin.group(),
                subscriptions.topics(),
                new PartitionPlacement(positions, broker, gaps, catchUp),
                denied,
                broker,
                records,
                inbox,
                letters,
                traces,
                meters,
                properties.inbox());
    }
}
