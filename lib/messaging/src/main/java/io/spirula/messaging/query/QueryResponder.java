package io.spirula.messaging.query;

import tools.jackson.databind.JsonNode;

/** Answers one question. Every bean of this kind is asked. May take as long as questions may wait, about ten seconds. */
public interface QueryResponder {

    /** The question's name, unique in the service. */
    String question();

    /**
     * An exception is told to who asked, as the reason why there is no answer; {@link QueryRefusedException} with the code
     * that it names.
     */
    JsonNode answer(JsonNode arguments);
}
