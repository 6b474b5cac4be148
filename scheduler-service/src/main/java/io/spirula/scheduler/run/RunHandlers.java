package io.spirula.scheduler.run;

import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.scheduler.point.CopyChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What others tell ends runs. */
@Configuration(proxyBeanMethods = false)
class RunHandlers {

    @Bean
    CopyChanges runsSettledByCopies(RunService runs) {
        return copy -> {
            if (copy.state().terminal()) {
                runs.settle(copy.run());
            }
        };
    }

    @Bean
    EventHandler<SnapshotFailed> snapshotFailed(RunService runs) {
        return new Failed(runs);
    }

    private record Failed(RunService runs) implements EventHandler<SnapshotFailed> {

        @Override
        public Class<SnapshotFailed> eventClass() {
            return SnapshotFailed.class;
        }

        @Override
        public void handle(ReceivedEvent<SnapshotFailed> event) {
            runs.fail(event.event().run(), event.event().reason());
        }
    }
}
