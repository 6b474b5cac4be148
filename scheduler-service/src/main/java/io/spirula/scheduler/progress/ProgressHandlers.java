package io.spirula.scheduler.progress;

import io.spirula.contracts.event.RestoreProgressed;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProgressHandlers {

    @Bean
    EventHandler<TransferProgressed> transferProgressed(ProgressStore store) {
        return new OfTransfer(store);
    }

    @Bean
    EventHandler<RestoreProgressed> restoreProgressed(ProgressStore store) {
        return new OfRestore(store);
    }

    private record OfTransfer(ProgressStore store) implements EventHandler<TransferProgressed> {

        @Override
        public Class<TransferProgressed> eventClass() {
            return TransferProgressed.class;
        }

        @Override
        public void handle(ReceivedEvent<TransferProgressed> received) {
            TransferProgressed event = received.event();
            store.save(
                    event.copy().value(),
                    new Progress(
                            event.phase(),
                            event.bytesDone(),
                            event.bytesTotal(),
                            event.bytesKnown(),
                            event.bytesPerSecond(),
                            event.secondsLeft(),
                            null,
                            event.at()));
        }
    }

    private record OfRestore(ProgressStore store) implements EventHandler<RestoreProgressed> {

        @Override
        public Class<RestoreProgressed> eventClass() {
            return RestoreProgressed.class;
        }

        @Override
        public void handle(ReceivedEvent<RestoreProgressed> received) {
            RestoreProgressed event = received.event();
            store.save(
                    event.restore().value(),
                    Progress.of(event.phase(), event.bytesDone(), event.bytesTotal(), event.obstacle(), event.at()));
        }
    }
}
