package io.spirula.scheduler.point;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.inbox.TombstoneHandler;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the projection of {@code spirula.copy} and tells what changed in it. */
@Configuration(proxyBeanMethods = false)
class CopyHandlers {

    @Bean
    EventHandler<CopyChanged> copyChanged(CopyStore copies, CopyChanges changes) {
        return new Changed(copies, changes);
    }

    @Bean
    TombstoneHandler copyForgotten(CopyStore copies) {
        return new Forgotten(copies);
    }

    private record Changed(CopyStore copies, CopyChanges changes) implements EventHandler<CopyChanged> {

        @Override
        public Class<CopyChanged> eventClass() {
            return CopyChanged.class;
        }

        @Override
        public void handle(ReceivedEvent<CopyChanged> event) {
            if (copies.save(event.event().copy())) {
                changes.changed(event.event().copy());
            }
        }
    }

    private record Forgotten(CopyStore copies) implements TombstoneHandler {

        @Override
        public Topic topic() {
            return Topic.COPY;
        }

        @Override
        public void handle(String key) {
            copies.forget(CopyId.parse(key));
        }
    }
}
