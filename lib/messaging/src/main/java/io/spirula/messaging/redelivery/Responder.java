package io.spirula.messaging.redelivery;

import io.spirula.messaging.query.QueryResponder;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * @param question its name
 * @param answers gives the answer to arguments
 */
record Responder(String question, UnaryOperator<JsonNode> answers) implements QueryResponder {

    @Override
    public JsonNode answer(JsonNode arguments) {
        return answers.apply(arguments);
    }
}
