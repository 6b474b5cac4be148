package io.spirula.cli.output;

import tools.jackson.databind.JsonNode;

/** Why something is as it is, which the server sends as a text or as an object with a text. */
public final class Reason {

    private Reason() {}

    /** Of what has a field {@code reason}; empty text when there is none. */
    public static String of(JsonNode node) {
        JsonNode reason = node.path("reason");
        return reason.isObject() ? Fields.text(reason, "text") : reason.asString("");
    }
}
