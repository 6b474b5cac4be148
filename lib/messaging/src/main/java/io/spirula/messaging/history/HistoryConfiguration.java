package io.spirula.messaging.history;

import io.spirula.messaging.MessagingProperties;
import io.spirula.messaging.catchup.CatchUp;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Forgetting what ended. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HistoryProperties.class)
public class HistoryConfiguration {

    @Bean
    History history(
            ObjectProvider<Ended> kinds,
            HistoryProperties properties,
            MessagingProperties messaging,
            CatchUp catchUp,
            Clock clock) {
        properties.require(messaging);
        return new History(kinds.orderedStream().toList(), properties, catchUp, clock);
    }
}
