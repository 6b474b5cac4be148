package io.spirula.messaging.topic;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.examination.Examiner;
import io.spirula.messaging.kafka.KafkaClients;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

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
        return new TopicProvisioner(
                broker,
                specs(properties, origin, needs),
                properties.topics().retryInterval(),
                properties.topics().checkInterval());
    }

    /** Each topic is looked at by the one service that answers for it. */
    @Bean
    Examiner topicExaminer(
            KafkaClients clients,
            KafkaAdmin admin,
            MessagingProperties properties,
            Origin origin,
            ObjectProvider<TopicNeeds> needs) {
        Set<String> ofOthers = Arrays.stream(Topic.values())
                .filter(topic -> topic.producer() != origin.service())
                .map(Topic::wireName)
                .collect(Collectors.toSet());
        List<TopicSpec> own = specs(properties, origin, needs).stream()
                .filter(spec -> !ofOthers.contains(spec.name()))
                .toList();
        return new TopicExaminer(
                clients.admin(),
                own,
                KafkaTools.of(
                        addresses(admin.getConfigurationProperties().get("bootstrap.servers")),
                        admin.getConfigurationProperties()),
                "spirula-" + origin.service().wireName().replace("-service", ""));
    }

    private static String addresses(@Nullable Object servers) {
        return servers instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : String.valueOf(servers);
    }

    private static List<TopicSpec> specs(
            MessagingProperties properties, Origin origin, ObjectProvider<TopicNeeds> needs) {
        int partitions = properties.topics().partitions();
        Stream<Topic> produced = Arrays.stream(Topic.values()).filter(topic -> topic.producer() == origin.service());
        Set<Topic> needed =
                needs.stream().flatMap(need -> need.topics().stream()).collect(Collectors.toSet());
        Stream<TopicSpec> deadLetters = needs.stream()
                .flatMap(need -> need.withDeadLetters().stream())
                .distinct()
                .map(topic -> TopicSpec.deadLetters(topic, origin.service()));
        return Stream.concat(
                        Stream.concat(produced, needed.stream())
                                .distinct()
                                .map(topic ->
                                        TopicSpec.of(topic, partitions, origin.service(), needed.contains(topic))),
                        deadLetters)
                .toList();
    }

    @Bean
    MeterBinder topicMeters(BrokerTopics broker) {
        return registry -> Gauge.builder("spirula.topics.wrong", broker, BrokerTopics::wrong)
                .description(
                        "Topics whose settings are not as they should be, or that Kafka does not let the service use")
                .register(registry);
    }
}
