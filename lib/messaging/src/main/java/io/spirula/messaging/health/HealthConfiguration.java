package io.spirula.messaging.health;

import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.kafka.KafkaClients;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operators see of Kafka and of what reads and writes it. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(HealthIndicator.class)
public class HealthConfiguration {

    @Bean
    HealthIndicator kafkaHealthIndicator(KafkaClients clients, ObjectProvider<BackgroundLoop> loops) {
        return new KafkaHealthIndicator(clients.admin(), loops.stream().toList());
    }

    @Bean
    HealthIndicator catchUpHealthIndicator(CatchUp catchUp) {
        return new CatchUpHealthIndicator(catchUp);
    }
}
