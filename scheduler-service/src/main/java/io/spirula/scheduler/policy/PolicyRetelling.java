package io.spirula.scheduler.policy;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.outbox.Retelling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every policy, also those that were deleted. */
@Component
class PolicyRetelling implements Retelling {

    private final PolicyStore policies;
    private final EventOutbox outbox;

    PolicyRetelling(PolicyStore policies, EventOutbox outbox) {
        this.policies = policies;
        this.outbox = outbox;
    }

    @Override
    public Topic topic() {
        return Topic.POLICY;
    }

    @Override
    public Optional<String> tellAfter(@Nullable String key) {
        Optional<Event> next = policies.lockToldAfter(key);
        next.ifPresent(outbox::republish);
        return next.map(Event::key);
    }
}
