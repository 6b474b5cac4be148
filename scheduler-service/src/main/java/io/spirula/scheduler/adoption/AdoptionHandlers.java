package io.spirula.scheduler.adoption;

import io.spirula.contracts.event.AdoptionCompleted;
import io.spirula.contracts.event.AdoptionFailed;
import io.spirula.contracts.event.Event;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import java.util.function.Consumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Follows what transfer-service tells. */
@Configuration(proxyBeanMethods = false)
class AdoptionHandlers {

    @Bean
    EventHandler<AdoptionCompleted> adoptionCompleted(AdoptionStore adoptions) {
        return new Following<>(AdoptionCompleted.class, adoptions::completed);
    }

    @Bean
    EventHandler<AdoptionFailed> adoptionFailed(AdoptionStore adoptions) {
        return new Following<>(AdoptionFailed.class, adoptions::failed);
    }

    private record Following<E extends Event>(Class<E> eventClass, Consumer<E> store) implements EventHandler<E> {

        @Override
        public void handle(ReceivedEvent<E> event) {
            store.accept(event.event());
        }
    }
}
