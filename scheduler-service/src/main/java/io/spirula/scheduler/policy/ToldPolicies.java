package io.spirula.scheduler.policy;

import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import io.spirula.scheduler.manifest.ManifestText;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What this service told of a policy is so, also when the database that recorded it was set back. What follows for images is
 * judged when everything is read: an image may have gone from one policy to another.
 */
@Configuration(proxyBeanMethods = false)
class ToldPolicies {

    private static final Logger log = LoggerFactory.getLogger(ToldPolicies.class);

    @Bean
    EventHandler<PolicyChanged> toldPolicyChanged(PolicyStore policies) {
        return new Following<>(PolicyChanged.class, event -> changed(policies, event));
    }

    @Bean
    EventHandler<PolicyDeleted> toldPolicyDeleted(PolicyStore policies) {
        return new Following<>(PolicyDeleted.class, event -> deleted(policies, event));
    }

    private static void changed(PolicyStore policies, PolicyChanged event) {
        if (event.revision() <= policies.lastRevision(event.name())) {
            return;
        }
        Instant createdAt = policies.find(event.name()).map(Policy::createdAt).orElse(event.changedAt());
        policies.save(new Policy(
                event.name(),
                event.tenant(),
                event.revision(),
                event.paused(),
                event.spec(),
                ManifestText.of(event.name(), event.tenant(), event.spec()),
                createdAt,
                event.changedAt()));
        log.warn(
                "Revision {} of policy {} is known from what was told of it: the database is older",
                event.revision(),
                event.name());
    }

    private static void deleted(PolicyStore policies, PolicyDeleted event) {
        if (event.revision() > policies.lastRevision(event.name())
                && policies.find(event.name()).isPresent()) {
            policies.delete(event.name(), event.revision(), event.deletedAt());
            log.warn("Policy {} was deleted, as was told: the database is older", event.name());
        }
    }
}
