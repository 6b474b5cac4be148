package io.spirula.scheduler.verification;

import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Follows what transfer-service tells. */
@Configuration(proxyBeanMethods = false)
class VerificationHandlers {

    @Bean
    EventHandler<VerificationCompleted> verificationCompleted(VerificationEnds ends) {
        return new Following<>(VerificationCompleted.class, ends::completed);
    }

    @Bean
    EventHandler<VerificationFailed> verificationFailed(VerificationEnds ends) {
        return new Following<>(VerificationFailed.class, ends::failed);
    }
}
