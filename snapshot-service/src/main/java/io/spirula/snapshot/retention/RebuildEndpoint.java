package io.spirula.snapshot.retention;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.inbox.Replay;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets what other services told and reads it again: {@code POST /actuator/rebuild}, once the endpoint is exposed. It is what
 * policies say, and nothing else. Nothing is removed by a rule before all of them are known again.
 */
@Component
@Endpoint(id = "rebuild")
class RebuildEndpoint {

    private static final Logger log = LoggerFactory.getLogger(RebuildEndpoint.class);

    private final PolicyRules policies;
    private final Replay replay;
    private final TransactionTemplate transaction;

    RebuildEndpoint(PolicyRules policies, Replay replay, TransactionTemplate transaction) {
        this.policies = policies;
        this.replay = replay;
        this.transaction = transaction;
    }

    /** Returns what is read again. */
    @WriteOperation
    Map<String, Set<String>> rebuild() {
        log.warn("REBUILD_ASKED: actuator/rebuild was called; what policies say is dropped and read again");
        transaction.executeWithoutResult(status -> {
            policies.forgetAll();
            replay.fromBeginning(Set.of(Topic.POLICY));
        });
        return Map.of("topics", Set.of(Topic.POLICY.wireName()));
    }
}
