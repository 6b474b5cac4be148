package io.spirula.cli.output;

import tools.jackson.databind.JsonNode;

/** Why something is as it is, which the server sends as a text or as an object with a text. */
public final class Reason {

    private Reason() {}

    /** Of what has a field {@code reason}; empty text when there is none. */
    public static String of(JsonNode node) {
        return of(node, "reason");
    }

    /** Of what has such a field; empty text when there is none. */
    public static String of(JsonNode node, String field) {
        JsonNode reason = node.path(field);
        return reason.isObject() ? Fields.text(reason, "text") : reason.asString("");
    }
}
