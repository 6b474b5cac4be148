package io.spirula.messaging.query;

import io.spirula.contracts.event.Service;
import java.util.Map;
import java.util.Set;

/**
 * What came back in time.
 *
 * @param answers by service
 * @param silent the expected services that did not answer in time
 */
public record QueryAnswers(Map<Service, QueryAnswer> answers, Set<Service> silent) {

    public QueryAnswers {
        answers = Map.copyOf(answers);
        silent = Set.copyOf(silent);
    }
}
