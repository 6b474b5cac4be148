package io.spirula.messaging;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Service;
import io.spirula.messaging.doctor.DoctorConfiguration;
import io.spirula.messaging.health.HealthConfiguration;
import io.spirula.messaging.history.HistoryConfiguration;
import io.spirula.messaging.inbox.InboxConfiguration;
import io.spirula.messaging.kafka.KafkaClients;
import io.spirula.messaging.outbox.OutboxConfiguration;
import io.spirula.messaging.publish.PublishConfiguration;
import io.spirula.messaging.query.QueryConfiguration;
import io.spirula.messaging.redelivery.RedeliveryConfiguration;
import io.spirula.messaging.time.DatabaseClock;
import io.spirula.messaging.topic.TopicConfiguration;
import io.spirula.messaging.trace.TraceConfiguration;
import io.spirula.messaging.work.WorkConfiguration;
import java.time.Clock;
import java.time.ZoneOffset;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** Everything that a service needs to talk to the others: it declares handlers, workers and responders as beans. */
@AutoConfiguration(after = {KafkaAutoConfiguration.class, JdbcClientAutoConfiguration.class})
@EnableConfigurationProperties(MessagingProperties.class)
@PropertySource("classpath:io/spirula/messaging/defaults.properties")
@Import({
    OutboxConfiguration.class,
    InboxConfiguration.class,
    TopicConfiguration.class,
    PublishConfiguration.class,
    QueryConfiguration.class,
    WorkConfiguration.class,
    RedeliveryConfiguration.class,
    HealthConfiguration.class,
    HistoryConfiguration.class,
    DoctorConfiguration.class,
    TraceConfiguration.class
})
public class MessagingAutoConfiguration {

    /** {@code spirula.service} is SCHEDULER, SNAPSHOT, TRANSFER or RESTORE; a bean of type Service takes its place. */
    @Bean
    @ConditionalOnMissingBean
    Service service(Environment environment) {
        return environment.getRequiredProperty("spirula.service", Service.class);
    }

    /** {@code spirula.site} names the site where the service runs. */
    @Bean
    Origin origin(Environment environment, Service service) {
        return new Origin(environment.getRequiredProperty("spirula.site"), service);
    }

    @Bean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        return new DatabaseClock(jdbc);
    }

    /** The same for all instances, whatever their machines believe. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock(DatabaseClock database) {
        return database.withZone(ZoneOffset.UTC);
    }

    @Bean
    @ConditionalOnMissingBean
    EventJson eventJson() {
        return new EventJson();
    }

    @Bean
    KafkaClients kafkaClients(ProducerFactory<?, ?> producers, ConsumerFactory<?, ?> consumers, KafkaAdmin admins) {
        return new KafkaClients(producers, consumers, admins);
    }
}
