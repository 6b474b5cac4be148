package io.spirula.scheduler.run;

import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.SnapshotFailed;
import io.spirula.contracts.event.SnapshotLost;
import io.spirula.contracts.event.SnapshotPruned;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import io.spirula.scheduler.point.CopyChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What others tell ends runs, and keeps their targets busy. */
@Configuration(proxyBeanMethods = false)
class RunHandlers {

    @Bean
    CopyChanges runsSettledByCopies(RunService runs, RunStore store) {
        return copy -> {
            store.copyHeard(copy);
            if (copy.state().terminal()) {
                runs.settle(copy.run());
            }
        };
    }

    @Bean
    EventHandler<SnapshotFailed> snapshotFailed(RunService runs) {
        return new Following<>(SnapshotFailed.class, event -> runs.fail(event.run(), event.reason()));
    }

    @Bean
    EventHandler<SnapshotCreated> snapshotHeld(RunStore runs) {
        return new Following<>(SnapshotCreated.class, event -> runs.snapshotMade(event.run()));
    }

    @Bean
    EventHandler<SnapshotPruned> snapshotPruned(RunStore runs) {
        return new Following<>(SnapshotPruned.class, event -> runs.snapshotGone(event.lineage(), event.point()));
    }

    @Bean
    EventHandler<SnapshotLost> snapshotLost(RunStore runs) {
        return new Following<>(SnapshotLost.class, event -> runs.snapshotGone(event.lineage(), event.point()));
    }
}
