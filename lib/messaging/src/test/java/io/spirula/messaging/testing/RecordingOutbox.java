package io.spirula.messaging.testing;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.outbox.EventOutbox;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps what committed transactions said: appended events once each, as the real outbox does, republished ones again.
 * Safe to use from several threads.
 */
public final class RecordingOutbox implements EventOutbox {

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<String> tombstones = new CopyOnWriteArrayList<>();

    @Override
    public void append(Event event) {
        afterCommit(() -> {
            if (events.stream().noneMatch(known -> known.eventId().equals(event.eventId()))) {
                events.add(event);
            }
        });
    }

    @Override
    public void append(Event event, UUID causation) {
        append(event);
    }

    @Override
    public void republish(Event event) {
        afterCommit(() -> events.add(event));
    }

    @Override
    public void forget(Topic topic, String key) {
        afterCommit(() -> tombstones.add(topic.wireName() + " " + key));
    }

    private static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    /** Topic and key of each, in their order. */
    public List<String> tombstones() {
        return List.copyOf(tombstones);
    }

    public <E extends Event> List<E> all(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    public <E extends Event> E only(Class<E> type) {
        List<E> all = all(type);
        if (all.size() != 1) {
            throw new AssertionError("expected one " + type.getSimpleName() + " in " + events);
        }
        return all.get(0);
    }

    public void forget() {
        events.clear();
        tombstones.clear();
    }
}
