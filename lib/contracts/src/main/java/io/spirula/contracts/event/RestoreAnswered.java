package io.spirula.contracts.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What restore-service answers.
 *
 * @param query the question
 * @param answer null when it could not be answered
 * @param reason why it could not be answered
 * @param answeredAt when
 */
public record RestoreAnswered(
        UUID query, @Nullable JsonNode answer, @Nullable Reason reason, Instant answeredAt) implements Event {

    public RestoreAnswered {
        // JSON null arrives as a node
        answer = answer == null || answer.isNull() ? null : answer;
    }

    @Override
    public String key() {
        return query.toString();
    }

    @Override
    public String businessKey() {
        return query.toString();
    }
}
