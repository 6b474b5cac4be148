package io.spirula.cli.output;

import tools.jackson.databind.JsonNode;

/** The name of a target, which the server sends as a text or as an object with a name. */
public final class TargetName {

    private TargetName() {}

    /** Of what has a field {@code target}; empty text when there is none. */
    public static String of(JsonNode node) {
        JsonNode target = node.path("target");
        return target.isObject() ? Fields.text(target, "name") : target.asString("");
    }
}
