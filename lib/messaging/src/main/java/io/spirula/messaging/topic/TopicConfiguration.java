package io.spirula.messaging.topic;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The topics of the service: what it produces, what it consumes, and where it puts aside what it cannot take. */
@Configuration(proxyBeanMethods = false)
public class TopicConfiguration {

    @Bean
    BrokerTopics brokerTopics(KafkaClients clients, MessagingProperties properties) {
        return new BrokerTopics(clients.admin(), properties.topics().replicationFactor());
    }

    @Bean
    TopicProvisioner topicProvisioner(
            BrokerTopics broker, MessagingProperties properties, Origin origin, ObjectProvider<TopicNeeds> needs) {
        int partitions = properties.topics().partitions();
        Stream<Topic> produced = Arrays.stream(Topic.values()).filter(topic -> topic.producer() == origin.service());
        Stream<Topic> needed = needs.stream().flatMap(need -> need.topics().stream());
        Stream<TopicSpec> deadLetters = needs.stream()
                .flatMap(need -> need.withDeadLetters().stream())
                .distinct()
                .map(topic -> TopicSpec.deadLetters(topic, origin.service()));
        List<TopicSpec> specs = Stream.concat(
                        Stream.concat(produced, needed).distinct().map(topic -> TopicSpec.of(topic, partitions)),
                        deadLetters)
                .toList();
        return new TopicProvisioner(
                broker,
                specs,
                properties.topics().retryInterval(),
                properties.topics().checkInterval());
    }

    @Bean
    MeterBinder topicMeters(BrokerTopics broker) {
        return registry -> Gauge.builder("spirula.topics.wrong", broker, BrokerTopics::wrong)
                .description("Topics whose settings are not as they should be")
                .register(registry);
    }
}
