package io.spirula.messaging;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Service;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.Environment;

/** Everything that a service needs to talk to the others: it declares handlers, workers and responders as beans. */
@AutoConfiguration
@EnableConfigurationProperties(MessagingProperties.class)
@PropertySource("classpath:io/spirula/messaging/defaults.properties")
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
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    @ConditionalOnMissingBean
    EventJson eventJson() {
        return new EventJson();
    }
}
