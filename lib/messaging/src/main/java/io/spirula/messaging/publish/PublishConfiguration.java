package io.spirula.messaging.publish;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.spirula.contracts.event.EventJson;
import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Events that may be lost. */
@Configuration(proxyBeanMethods = false)
public class PublishConfiguration {

    @Bean
    KafkaEphemeralPublisher ephemeralPublisher(
            KafkaClients clients,
            Origin origin,
            EventJson json,
            Clock clock,
            ObjectProvider<MeterRegistry> registry,
            MessagingProperties properties) {
        return new KafkaEphemeralPublisher(
                clients,
                origin,
                json,
                clock,
                registry.getIfAvailable(SimpleMeterRegistry::new).counter("spirula.ephemeral.lost"),
                properties.ephemeral());
    }
}
