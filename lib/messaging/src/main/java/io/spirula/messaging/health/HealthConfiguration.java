package io.spirula.messaging.health;

import io.spirula.messaging.kafka.KafkaClients;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators see of Kafka. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
public class HealthConfiguration {

    @Bean
    HealthIndicator kafkaHealthIndicator(KafkaClients clients) {
        return new KafkaHealthIndicator(clients.admin());
    }
}
