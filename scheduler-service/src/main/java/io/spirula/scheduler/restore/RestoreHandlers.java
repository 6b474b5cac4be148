package io.spirula.scheduler.restore;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import io.spirula.scheduler.point.CopyStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Follows what restore-service tells. What was asked of it is known from what this service told, too, where the database was
 * set back since.
 */
@Configuration(proxyBeanMethods = false)
class RestoreHandlers {

    @Bean
    EventHandler<RestoreRequested> toldRestoreRequested(RestoreStore restores, CopyStore copies) {
        return new Following<>(
                RestoreRequested.class,
                event -> restores.insert(
                        event, copies.find(event.copy()).map(Copy::pointTime).orElse(null)));
    }

    @Bean
    EventHandler<RestoreStarted> restoreStarted(RestoreStore restores) {
        return new Following<>(RestoreStarted.class, restores::started);
    }

    @Bean
    EventHandler<RestoreCompleted> restoreCompleted(RestoreEnds ends) {
        return new Following<>(RestoreCompleted.class, ends::completed);
    }

    @Bean
    EventHandler<RestoreFailed> restoreFailed(RestoreEnds ends) {
        return new Following<>(RestoreFailed.class, ends::failed);
    }

    @Bean
    EventHandler<RestoreCancelled> restoreCancelled(RestoreEnds ends) {
        return new Following<>(RestoreCancelled.class, ends::cancelled);
    }

    @Bean
    EventHandler<RestoreFlattened> restoreFlattened(RestoreStore restores) {
        return new Following<>(RestoreFlattened.class, restores::flattened);
    }
}
