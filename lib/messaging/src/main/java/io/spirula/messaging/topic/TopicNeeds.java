package io.spirula.messaging.topic;

import io.spirula.contracts.event.Topic;
import java.util.Set;

/**
 * Topics that a part of the service reads or writes. Every bean of this kind is asked.
 *
 * @param topics must exist
 * @param withDeadLetters of these, the ones whose bad records the service puts aside
 */
public record TopicNeeds(Set<Topic> topics, Set<Topic> withDeadLetters) {

    public TopicNeeds {
        topics = Set.copyOf(topics);
        withDeadLetters = Set.copyOf(withDeadLetters);
    }
}
