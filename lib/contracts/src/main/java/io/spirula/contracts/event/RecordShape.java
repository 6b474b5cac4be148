package io.spirula.contracts.event;

import com.fasterxml.jackson.annotation.JsonValue;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Whether JSON has the form of a record: every component is there, only one marked {@link Nullable} is null, and each
 * has the JSON type that the schema names. Binding alone would read a missing number as 0 and a number as a time.
 */
final class RecordShape {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(int.class, long.class, Integer.class, Long.class);
    private static final Set<Class<?>> TEXTS =
            Set.of(String.class, UUID.class, Instant.class, Duration.class, LocalTime.class);

    private RecordShape() {}

    /** The first difference, beginning with its path; empty when there is none. */
    static Optional<String> difference(Class<?> record, JsonNode json) {
        if (!record.isRecord() || isText(record)) {
            return Optional.empty();
        }
        return ofRecord(record, json, "");
    }

    private static Optional<String> ofRecord(Class<?> record, JsonNode json, String path) {
        if (!json.isObject()) {
            return wrong(path, "an object", json);
        }
        for (RecordComponent component : record.getRecordComponents()) {
            String at = path.isEmpty() ? component.getName() : path + "." + component.getName();
            Optional<String> found = ofValue(component.getAnnotatedType(), json.get(component.getName()), at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofValue(AnnotatedType type, @Nullable JsonNode json, String path) {
        if (json == null || json.isNull()) {
            boolean allowed = type.isAnnotationPresent(Nullable.class);
            return allowed ? Optional.empty() : Optional.of(path + (json == null ? " is missing" : " is null"));
        }
        Class<?> raw = rawClass(type);
        if (raw == List.class) {
            return ofList(argument(type, 0), json, path);
        }
        if (raw == Map.class) {
            return ofMap(argument(type, 1), json, path);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return json.isBoolean() ? Optional.empty() : wrong(path, "true or false", json);
        }
        if (WHOLE_NUMBERS.contains(raw)) {
            return json.isIntegralNumber() ? Optional.empty() : wrong(path, "a whole number", json);
        }
        if (isText(raw)) {
            return json.isString() ? Optional.empty() : wrong(path, "a string", json);
        }
        return raw.isRecord() ? ofRecord(raw, json, path) : Optional.empty();
    }

    private static Optional<String> ofList(AnnotatedType element, JsonNode json, String path) {
        if (!json.isArray()) {
            return wrong(path, "an array", json);
        }
        for (int i = 0; i < json.size(); i++) {
            Optional<String> found = ofValue(element, json.get(i), path + "[" + i + "]");
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> ofMap(AnnotatedType value, JsonNode json, String path) {
        if (!json.isObject()) {
            return wrong(path, "an object", json);
        }
        return json.properties().stream()
                .flatMap(entry -> ofValue(value, entry.getValue(), path + "." + entry.getKey()).stream())
                .findFirst();
    }

    private static Optional<String> wrong(String path, String expected, JsonNode json) {
        String where = path.isEmpty() ? "the value" : path;
        return Optional.of(where + " must be " + expected + ", not " + json.getNodeType());
    }

    private static boolean isText(Class<?> type) {
        return type.isEnum() || TEXTS.contains(type) || (type.isRecord() && isWrittenAsItsValue(type));
    }

    private static boolean isWrittenAsItsValue(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        return components.length == 1 && components[0].getAccessor().isAnnotationPresent(JsonValue.class);
    }

    private static AnnotatedType argument(AnnotatedType type, int index) {
        return ((AnnotatedParameterizedType) type).getAnnotatedActualTypeArguments()[index];
    }

    private static Class<?> rawClass(AnnotatedType type) {
        if (type.getType() instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        return (Class<?>) type.getType();
    }
}
