package io.spirula.messaging.query;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.topic.TopicNeeds;
import java.time.Clock;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Questions and answers. */
@Configuration(proxyBeanMethods = false)
public class QueryConfiguration {

    @Bean
    QueryProducer queryProducer(KafkaClients clients, Origin origin, EventJson json, Clock clock) {
        return new QueryProducer(clients, origin, json, clock);
    }

    @Bean
    KafkaQueryClient queryClient(
            KafkaClients clients, Origin origin, EventJson json, QueryProducer producer, Clock clock) {
        return new KafkaQueryClient(clients, origin, json, producer, clock);
    }

    @Bean
    QueryResponders queryResponders(
            KafkaClients clients,
            Origin origin,
            EventJson json,
            QueryProducer producer,
            Clock clock,
            ObjectProvider<QueryResponder> responders) {
        return new QueryResponders(
                clients::consumer,
                origin,
                json,
                producer,
                clock,
                responders.orderedStream().toList());
    }

    @Bean
    TopicNeeds queryTopics(Origin origin, ObjectProvider<QueryResponder> responders) {
        if (origin.service() == Topic.QUERY.producer()) {
            return new TopicNeeds(Set.copyOf(AnswerTopics.all().values()), Set.of());
        }
        return new TopicNeeds(responders.stream().findAny().isPresent() ? Set.of(Topic.QUERY) : Set.of(), Set.of());
    }
}
