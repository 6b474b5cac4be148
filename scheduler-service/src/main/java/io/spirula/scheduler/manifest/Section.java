package io.spirula.scheduler.manifest;

import io.spirula.scheduler.problem.FieldProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One mapping of a manifest. Reading notes every problem and goes on, so that all of them are found at once. Not thread-safe. */
final class Section {

    private static final int MAX_ENTRIES = 1000;
    private static final int MAX_TEXT = 1024;

    private final JsonNode node;
    private final String path;
    private final List<FieldProblem> problems;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> later = new HashSet<>();

    Section(JsonNode node, String path, List<FieldProblem> problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    String pathOf(String field) {
        return path.isEmpty() ? field : path + "." + field;
    }

    void problem(String field, String message, String... allowed) {
        problems.add(new FieldProblem(pathOf(field), message, List.of(allowed)));
    }

    /** Fields that a later version of Spirula understands; refused, for ignoring them would promise what is not done. */
    void notYet(String... fields) {
        for (String field : fields) {
            later.add(field);
            JsonNode value = node.get(field);
            if (value != null && asked.add(field)) {
                problem(field, "is not supported by this version of Spirula; remove it");
            }
        }
    }

    /** To be called last: whatever was not asked for is not known. */
    void refuseOthers() {
        Set<String> allowed = new TreeSet<>(asked);
        allowed.removeAll(later);
        for (String field : node.propertyNames()) {
            if (!asked.contains(field)) {
                problem(field, "is not a field here", allowed.toArray(String[]::new));
            }
        }
    }

    boolean has(String field) {
        asked.add(field);
        JsonNode value = node.get(field);
        return value != null && !value.isNull();
    }

    Optional<Section> section(String field, boolean required) {
        JsonNode value = value(field, required);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isObject()) {
            problem(field, "must be a mapping, but is " + found(value));
            return Optional.empty();
        }
        return Optional.of(new Section(value, pathOf(field), problems));
    }

    List<Section> sections(String field) {
        List<Section> sections = new ArrayList<>();
        for (JsonNode item : items(field, true)) {
            String itemPath = field + "[" + sections.size() + "]";
            if (!item.isObject()) {
                problem(itemPath, "must be a mapping, but is " + found(item));
            }
            sections.add(new Section(item, pathOf(itemPath), problems));
        }
        return sections;
    }

    @Nullable
    String text(String field, boolean required) {
        JsonNode value = value(field, required);
        return value == null ? null : textOf(field, value);
    }

    /** Text that this function understands; it throws IllegalArgumentException with what it expected. */
    <T> @Nullable T parsed(String field, boolean required, Function<String, T> parser) {
        String text = text(field, required);
        return text == null ? null : parse(field, text, parser);
    }

    <T> List<T> parsedItems(String field, boolean required, Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        int index = 0;
        for (JsonNode item : items(field, required)) {
            String itemPath = field + "[" + index++ + "]";
            String text = textOf(itemPath, item);
            T value = text == null ? null : parse(itemPath, text, parser);
            if (value != null) {
                parsed.add(value);
            }
        }
        return parsed;
    }

    Map<String, String> texts(String field) {
        Map<String, String> texts = new LinkedHashMap<>();
        section(field, false).ifPresent(section -> {
            for (String key : section.node.propertyNames()) {
                String text = section.text(key, true);
                if (text != null) {
                    texts.put(key, text);
                }
            }
        });
        return texts;
    }

    @Nullable
    Boolean flag(String field) {
        JsonNode value = value(field, false);
        if (value != null && !value.isBoolean()) {
            problem(field, "must be true or false, but is " + found(value), "true", "false");
            return null;
        }
        return value == null ? null : value.booleanValue();
    }

    @Nullable
    Integer whole(String field, boolean required, int min, int max) {
        JsonNode value = value(field, required);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            problem(field, "must be a whole number from " + min + " to " + max + ", but is " + found(value));
            return null;
        }
        return value.intValue();
    }

    private @Nullable JsonNode value(String field, boolean required) {
        asked.add(field);
        JsonNode value = node.get(field);
        if (value != null && value.isNull()) {
            problem(field, "is there but empty");
            return null;
        }
        if (value == null && required) {
            problem(field, "is missing");
        }
        return value;
    }

    private Iterable<JsonNode> items(String field, boolean required) {
        JsonNode value = value(field, required);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            problem(field, "must be a list, but is " + found(value));
            return List.of();
        }
        if (value.size() > MAX_ENTRIES || (required && value.isEmpty())) {
            problem(field, "must have 1 to " + MAX_ENTRIES + " entries, but has " + value.size());
            return List.of();
        }
        return value;
    }

    private @Nullable String textOf(String field, JsonNode value) {
        if (!value.isString()) {
            problem(field, "must be text, but is " + found(value) + (value.isValueNode() ? "; quote it" : ""));
            return null;
        }
        String text = value.stringValue();
        if (text.isBlank() || text.length() > MAX_TEXT || text.codePoints().anyMatch(Character::isISOControl)) {
            problem(field, "must have 1 to " + MAX_TEXT + " characters and no control characters");
            return null;
        }
        return text;
    }

    private <T> @Nullable T parse(String field, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problem(field, e.getMessage() + "; found " + quoted(text));
            return null;
        }
    }

    /** One of the listed words. */
    <T> @Nullable T word(String field, boolean required, Map<String, T> words) {
        String text = text(field, required);
        if (text == null || words.containsKey(text)) {
            return text == null ? null : words.get(text);
        }
        problem(field, "found " + quoted(text), words.keySet().toArray(String[]::new));
        return null;
    }

    static String found(JsonNode value) {
        if (value.isObject()) {
            return "a mapping";
        }
        if (value.isArray()) {
            return "a list";
        }
        return (value.isString() ? "the text " : "the value ") + quoted(value.asString());
    }

    static String quoted(String text) {
        String shown = text.length() <= 80 ? text : text.substring(0, 80) + "...";
        return "'" + shown + "'";
    }
}
