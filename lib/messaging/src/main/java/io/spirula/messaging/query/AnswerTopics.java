package io.spirula.messaging.query;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.RestoreAnswered;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.SnapshotAnswered;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.event.TransferAnswered;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who answers where, and as which event. */
final class AnswerTopics {

    /** An answer with who gave it to what. */
    record Answer(Service service, UUID query, QueryAnswer answer) {}

    private static final Map<Service, Topic> TOPICS = new EnumMap<>(Map.of(
            Service.SNAPSHOT, Topic.SNAPSHOT_ANSWER,
            Service.TRANSFER, Topic.TRANSFER_ANSWER,
            Service.RESTORE, Topic.RESTORE_ANSWER));

    private AnswerTopics() {}

    static Map<Service, Topic> all() {
        return Map.copyOf(TOPICS);
    }

    /** Empty for a service that cannot answer. */
    static Optional<Event> event(Service service, UUID query, QueryAnswer answer, Instant at) {
        if (service == Service.SNAPSHOT) {
            return Optional.of(new SnapshotAnswered(query, answer.answer(), answer.reason(), at));
        }
        if (service == Service.TRANSFER) {
            return Optional.of(new TransferAnswered(query, answer.answer(), answer.reason(), at));
        }
        if (service == Service.RESTORE) {
            return Optional.of(new RestoreAnswered(query, answer.answer(), answer.reason(), at));
        }
        return Optional.empty();
    }

    /** Empty for an event that is no answer. */
    static Optional<Answer> answer(Event event) {
        if (event instanceof SnapshotAnswered answered) {
            return Optional.of(new Answer(
                    Service.SNAPSHOT, answered.query(), new QueryAnswer(answered.answer(), answered.reason())));
        }
        if (event instanceof TransferAnswered answered) {
            return Optional.of(new Answer(
                    Service.TRANSFER, answered.query(), new QueryAnswer(answered.answer(), answered.reason())));
        }
        if (event instanceof RestoreAnswered answered) {
            return Optional.of(new Answer(
                    Service.RESTORE, answered.query(), new QueryAnswer(answered.answer(), answered.reason())));
        }
        return Optional.empty();
    }
}
