package io.spirula.contracts.event;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * A question to the services that own the answer.
 *
 * @param query correlates answers
 * @param question what is asked
 * @param arguments what it is asked about
 * @param askedAt when
 * @param deadline an answer after this is not read
 */
public record QueryAsked(UUID query, String question, JsonNode arguments, Instant askedAt, Instant deadline)
        implements Event {

    @Override
    public String key() {
        return query.toString();
    }

    @Override
    public String businessKey() {
        return query.toString();
    }
}
