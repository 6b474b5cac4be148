package io.spirula.contracts.event;

import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.json.JsonMapper;

/** Events as JSON and back. Unknown fields are ignored, missing ones are an error. Safe for use by many threads. */
public final class EventJson {

    private static final int MAX_DEPTH = 50;
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final JsonMapper mapper = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .disable(DateTimeFeature.WRITE_DATES_AS_TIMESTAMPS, DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** UTF-8 JSON, fields in the order of the record's components. */
    public byte[] write(Event event) {
        return mapper.writeValueAsBytes(event);
    }

    /**
     * @throws MalformedEventException when it is no JSON, too large or too deep, lacks a field, has null or another
     *     type in one, or breaks a rule of the record; the message names the field's path
     */
    public Event read(EventType type, byte[] json) {
        // the factory's own limit does not count what is already in memory
        if (json.length > MAX_BYTES) {
            throw new MalformedEventException(type, json.length + " bytes, more than " + MAX_BYTES, null);
        }
        try {
            JsonNode tree = mapper.readTree(json);
            Optional<String> difference = RecordShape.difference(type.eventClass(), tree);
            if (difference.isPresent()) {
                throw new MalformedEventException(type, difference.get(), null);
            }
            return mapper.treeToValue(tree, type.eventClass());
        } catch (JacksonException e) {
            throw new MalformedEventException(type, path(e) + e.getOriginalMessage(), e);
        }
    }

    /** Anything as a tree, for questions and answers. */
    public JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    /**
     * A tree as a record, as strictly as {@link #read}.
     *
     * @throws JacksonException when the tree has another form; the message names the field's path
     */
    public <T> T fromTree(JsonNode tree, Class<T> type) {
        Optional<String> difference = RecordShape.difference(type, tree);
        if (difference.isPresent()) {
            throw MismatchedInputException.from(null, type, difference.get());
        }
        return mapper.treeToValue(tree, type);
    }

    private static String path(JacksonException e) {
        String path = e.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? "[" + step.getIndex() + "]" : "." + step.getPropertyName())
                .collect(Collectors.joining());
        return path.isEmpty() ? "" : path.substring(path.startsWith(".") ? 1 : 0) + ": ";
    }
}
