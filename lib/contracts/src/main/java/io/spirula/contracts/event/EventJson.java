package io.spirula.contracts.event;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
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
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** UTF-8 JSON. */
    public byte[] write(Event event) {
        return mapper.writeValueAsBytes(event);
    }

    /**
     * @throws MalformedEventException when it is no JSON, lacks a field, or breaks a rule of the record
     */
    public Event read(EventType type, byte[] json) {
        try {
            Event event = mapper.readValue(json, type.eventClass());
            if (event == null) {
                throw new MalformedEventException(type, "the value is null", null);
            }
            return event;
        } catch (JacksonException e) {
            throw new MalformedEventException(type, e.getOriginalMessage(), e);
        }
    }

    /** Anything as a tree, for questions and answers. */
    public JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    /**
     * A tree as a record.
     *
     * @throws JacksonException when the tree has another form
     */
    public <T> T fromTree(JsonNode tree, Class<T> type) {
        return mapper.treeToValue(tree, type);
    }
}
