package io.spirula.messaging.query;

import io.spirula.contracts.event.Reason;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One service's answer.
 *
 * @param answer null when the service could not answer
 * @param reason why it could not
 */
public record QueryAnswer(
        @Nullable JsonNode answer, @Nullable Reason reason) {}
