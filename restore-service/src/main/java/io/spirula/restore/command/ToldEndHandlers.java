package io.spirula.restore.command;

import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What this service told of the ends of restores is so, also when the database that recorded it was set back. */
@Configuration(proxyBeanMethods = false)
class ToldEndHandlers {

    @Bean
    EventHandler<RestoreCompleted> toldRestoreCompleted(ToldEnds ends, WorkWaker waker) {
        return new Following<>(RestoreCompleted.class, event -> {
            ends.record(event.restore(), RestoreState.COMPLETED, event.image(), event.instant(), event.endedAt());
            waker.wake(Restores.QUEUE, event.restore().toString());
        });
    }

    @Bean
    EventHandler<RestoreFailed> toldRestoreFailed(ToldEnds ends) {
        return new Following<>(
                RestoreFailed.class,
                event -> ends.record(event.restore(), RestoreState.FAILED, null, false, event.endedAt()));
    }

    @Bean
    EventHandler<RestoreCancelled> toldRestoreCancelled(ToldEnds ends) {
        return new Following<>(
                RestoreCancelled.class,
                event -> ends.record(event.restore(), RestoreState.CANCELLED, null, false, event.endedAt()));
    }

    @Bean
    EventHandler<RestoreFlattened> toldRestoreFlattened(ToldEnds ends) {
        return new Following<>(RestoreFlattened.class, event -> ends.flattened(event.restore()));
    }
}
