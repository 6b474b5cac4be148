package io.spirula.cli.output;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads what a server sent, which may lack anything. Paths are names joined by dots. */
public final class Fields {

    private Fields() {}

    /** Empty when there is none, or when it is null. */
    public static Optional<JsonNode> at(JsonNode node, String path) {
        JsonNode found = node.at("/" + path.replace('.', '/'));
        return found.isMissingNode() || found.isNull() ? Optional.empty() : Optional.of(found);
    }

    /** Text or number; empty text when there is none. */
    public static String text(JsonNode node, String path) {
        return at(node, path).map(found -> found.asString("")).orElse("");
    }

    /** Empty when there is none or when it is no whole number. */
    public static Optional<Long> number(JsonNode node, String path) {
        return at(node, path).filter(JsonNode::isIntegralNumber).map(JsonNode::asLong);
    }

    public static boolean is(JsonNode node, String path) {
        return at(node, path).map(found -> found.asBoolean(false)).orElse(false);
    }

    /** Empty when there is none or when it is no RFC 3339 time. */
    public static Optional<Instant> instant(JsonNode node, String path) {
        try {
            String text = text(node, path);
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Empty when there is none or when it is no ISO 8601 duration. */
    public static Optional<Duration> duration(JsonNode node, String path) {
        try {
            String text = text(node, path);
            return text.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The elements of an array; empty when there is none. */
    public static List<JsonNode> list(JsonNode node, String path) {
        return at(node, path)
                .filter(JsonNode::isArray)
                .map(array -> List.copyOf(array.values()))
                .orElse(List.of());
    }
}
