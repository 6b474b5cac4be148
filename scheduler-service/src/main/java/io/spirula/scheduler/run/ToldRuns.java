package io.spirula.scheduler.run;

import io.spirula.contracts.PointId;
import io.spirula.contracts.event.RunCancelled;
import io.spirula.contracts.event.RunCompleted;
import io.spirula.contracts.event.RunFailed;
import io.spirula.contracts.event.RunStarted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What this service told of its runs is so, also when the database that recorded it was set back: a run that was begun still
 * has to end, and one that ended does not end again.
 */
@Configuration(proxyBeanMethods = false)
class ToldRuns {

    private static final Logger log = LoggerFactory.getLogger(ToldRuns.class);

    @Bean
    EventHandler<RunStarted> toldRunStarted(RunService runs) {
        return new Following<>(RunStarted.class, event -> {
            String tenant = event.tenant();
            Long revision = event.policyRevision();
            String by = event.requestedBy();
            if (tenant == null || revision == null || by == null) {
                log.debug("Run {} was told by a version that did not say whose it is", event.run());
                return;
            }
            runs.recall(
                    new Run(
                            event.run(),
                            event.lineage(),
                            event.image(),
                            event.ref(),
                            event.policy(),
                            revision,
                            tenant,
                            event.trigger(),
                            by,
                            PointId.of(event.run(), event.lineage()),
                            RunState.RUNNING,
                            null,
                            event.startedAt(),
                            event.startedAt(),
                            event.deadline(),
                            null),
                    event.targets());
        });
    }

    @Bean
    EventHandler<RunCompleted> toldRunCompleted(RunService runs) {
        return new Following<>(
                RunCompleted.class, event -> runs.recallEnd(event.run(), RunState.COMPLETED, null, event.endedAt()));
    }

    @Bean
    EventHandler<RunFailed> toldRunFailed(RunService runs) {
        return new Following<>(
                RunFailed.class,
                event -> runs.recallEnd(event.run(), RunState.FAILED, event.reason(), event.endedAt()));
    }

    @Bean
    EventHandler<RunCancelled> toldRunCancelled(RunService runs) {
        return new Following<>(
                RunCancelled.class,
                event -> runs.recallEnd(event.run(), RunState.CANCELLED, event.reason(), event.endedAt()));
    }
}
