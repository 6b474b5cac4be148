package io.spirula.scheduler.adoption;

import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Follows what transfer-service tells. */
@Configuration(proxyBeanMethods = false)
class AdoptionHandlers {

    @Bean
    EventHandler<AdoptionCompleted> adoptionCompleted(AdoptionEnds ends) {
        return new Following<>(AdoptionCompleted.class, ends::completed);
    }

    @Bean
    EventHandler<AdoptionFailed> adoptionFailed(AdoptionEnds ends) {
        return new Following<>(AdoptionFailed.class, ends::failed);
    }
}
