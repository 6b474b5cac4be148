package io.spirula.messaging.inbox;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.Topic;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who takes what. */
final class Subscriptions implements ConsumedTopics {

    private final Map<EventType, List<EventHandler<?>>> handlers;
    private final Map<Topic, List<TombstoneHandler>> tombstones;

    Subscriptions(Collection<? extends EventHandler<?>> handlers, Collection<TombstoneHandler> tombstones) {
        this.handlers = handlers.stream()
                .collect(Collectors.groupingBy(
                        handler -> EventType.of(handler.eventClass()),
                        () -> new EnumMap<>(EventType.class),
                        Collectors.toUnmodifiableList()));
        this.tombstones = tombstones.stream()
                .collect(Collectors.groupingBy(
                        TombstoneHandler::topic, () -> new EnumMap<>(Topic.class), Collectors.toUnmodifiableList()));
        for (Topic topic : this.tombstones.keySet()) {
            if (!topic.compacted()) {
                throw new IllegalArgumentException(topic.wireName() + " is not compacted and has no tombstones");
            }
        }
    }

    @Override
    public Set<Topic> topics() {
        return Stream.concat(handlers.keySet().stream().map(EventType::topic), tombstones.keySet().stream())
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    }

    boolean takes(EventType type) {
        return handlers.containsKey(type);
    }

    void handle(ReceivedEvent<? extends Event> event) {
        for (EventHandler<?> handler : handlers.getOrDefault(event.event().type(), List.of())) {
            handle(handler, event);
        }
    }

    void handleTombstone(Topic topic, String key) {
        tombstones.getOrDefault(topic, List.of()).forEach(handler -> handler.handle(key));
    }

    private static <E extends Event> void handle(EventHandler<E> handler, ReceivedEvent<? extends Event> received) {
        handler.handle(new ReceivedEvent<>(
                handler.eventClass().cast(received.event()),
                received.id(),
                received.time(),
                received.sequence(),
                received.causation(),
                received.traceparent(),
                received.partition(),
                received.offset()));
    }
}
