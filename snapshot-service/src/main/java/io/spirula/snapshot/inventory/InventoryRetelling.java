package io.spirula.snapshot.inventory;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.outbox.Retelling;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Every image as it was seen last, also those that are gone. */
@Component
class InventoryRetelling implements Retelling {

    private final InventoryStore images;
    private final EventOutbox outbox;

    InventoryRetelling(InventoryStore images, EventOutbox outbox) {
        this.images = images;
        this.outbox = outbox;
    }

    @Override
    public Topic topic() {
        return Topic.INVENTORY;
    }

    @Override
    public Optional<String> tellAfter(@Nullable String key) {
        Optional<Event> next = images.lockToldAfter(key);
        next.ifPresent(outbox::republish);
        return next.map(Event::key);
    }
}
