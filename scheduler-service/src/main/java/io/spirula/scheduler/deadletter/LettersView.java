package io.spirula.scheduler.deadletter;

import io.spirula.contracts.event.Service;
import java.util.List;
import java.util.Map;

/**
 * What the services answered.
 *
 * @param letters of all services, oldest first
 * @param more how many there are beyond these
 * @param byTopic how many a service has, also beyond these, by the topic that it read them from; without those that do not say
 * @param unknown why nothing is known of a service's letters
 */
public record LettersView(
        List<LetterView> letters, long more, Map<Service, Map<String, Long>> byTopic, Map<Service, String> unknown) {

    public LettersView {
        letters = List.copyOf(letters);
        byTopic = Map.copyOf(byTopic);
        unknown = Map.copyOf(unknown);
    }
}
