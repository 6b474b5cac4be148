package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.DeadLetterAnswer;
import io.spirula.contracts.query.DeadLetterQuestion;
import io.spirula.contracts.query.DeadLettersAnswer;
import io.spirula.contracts.query.DeadLettersQuestion;
import io.spirula.contracts.query.DoctorAnswer;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.contracts.query.RetentionAnswer;
import io.spirula.contracts.query.RetentionQuestion;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas say what the records say: the same fields in the same order, the same ones required. */
class SchemaTest {

    private static final String TYPES = "types.schema.json";
    private static final String FOLDER = "io/spirula/contracts/schema/";

    private final JsonNode types = ContractResources.tree(FOLDER + TYPES).get("$defs");

    @ParameterizedTest
    @EnumSource
    void theSchemaOfAnEventMirrorsItsRecord(EventType type) {
        JsonNode schema = ContractResources.tree(type.schemaResource());

        assertThat(schema.get("$schema").stringValue()).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(schema.get("title").stringValue()).isEqualTo(type.eventName());
        assertMirrors(type.eventClass(), schema, type.eventName());
    }

    @Test
    void everySharedTypeIsUsedByAnEventOrAnotherSharedType() {
        StringBuilder all = new StringBuilder(types.toString());
        for (EventType type : EventType.values()) {
            all.append(ContractResources.tree(type.schemaResource()));
        }
        assertThat(types.propertyNames()).allSatisfy(name -> assertThat(all).contains("#/$defs/" + name + "\""));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                PlacesQuestion.class,
                PlacesAnswer.class,
                PlanQuestion.class,
                PlanAnswer.class,
                RetentionQuestion.class,
                RetentionAnswer.class,
                DeadLettersQuestion.class,
                DeadLettersAnswer.class,
                DeadLetterQuestion.class,
                DeadLetterAnswer.class,
                DoctorQuestion.class,
                DoctorAnswer.class
            })
    void theSchemaOfAQuestionOrAnswerMirrorsItsRecord(Class<?> record) {
        JsonNode queries =
                ContractResources.tree(FOLDER + "queries.schema.json").get("$defs");

        assertMirrors(record, queries.get(record.getSimpleName()), record.getSimpleName());
        Class<?>[] parts = record.getDeclaredClasses();
        if (parts.length > 0) {
            String list = record.getRecordComponents()[0].getName();
            assertMirrors(parts[0], queries.get(record.getSimpleName()).at("/properties/" + list + "/items"), list);
        }
    }

    private void assertMirrors(Class<?> record, JsonNode schema, String path) {
        RecordComponent[] components = record.getRecordComponents();
        List<String> required = Arrays.stream(components)
                .filter(component -> !nullable(component))
                .map(RecordComponent::getName)
                .toList();
        assertThat(schema.get("description").stringValue()).as(path).isNotBlank();
        assertThat(schema.get("properties").propertyNames())
                .as(path)
                .containsExactly(
                        Arrays.stream(components).map(RecordComponent::getName).toArray(String[]::new));
        assertThat(strings(schema.path("required"))).as(path).isEqualTo(required);
        assertThat(schema.has("additionalProperties")).as(path).isFalse();
        for (RecordComponent component : components) {
            assertMirrors(component, schema.get("properties").get(component.getName()), path);
        }
    }

    private void assertMirrors(RecordComponent component, JsonNode property, String parent) {
        String path = parent + "." + component.getName();
        assertThat(property.get("description").stringValue()).as(path).isNotBlank();
        boolean free = !property.has("type") && !property.has("$ref") && !property.has("anyOf");
        boolean allowsNull = free
                || strings(property.path("type")).contains("null")
                || property.path("anyOf").toString().contains("\"null\"");
        if (free) {
            assertThat(component.getType()).as(path).isEqualTo(JsonNode.class);
        } else {
            assertThat(allowsNull).as(path + " allows null").isEqualTo(nullable(component));
        }
        assertRefMirrors(component.getType(), property, path);
    }

    private void assertRefMirrors(Class<?> type, JsonNode property, String path) {
        JsonNode ref = property.findValue("$ref");
        if (type.isEnum()) {
            JsonNode values = (ref == null ? property : named(ref.stringValue(), type, path)).get("enum");
            List<String> written = Arrays.stream(type.getEnumConstants())
                    .map(constant -> new JsonMapper().valueToTree(constant).stringValue())
                    .toList();
            assertThat(strings(values)).as(path).isEqualTo(written);
        } else if (ref != null && type.isRecord()) {
            assertMirrors(type, named(ref.stringValue(), type, path), path);
        } else if (type.isRecord()) {
            assertThat(property.get("format").stringValue()).as(path).isEqualTo("uuid");
        }
    }

    private JsonNode named(String ref, Class<?> type, String path) {
        assertThat(ref.replace(TYPES, "")).as(path).isEqualTo("#/$defs/" + type.getSimpleName());
        return types.get(type.getSimpleName());
    }

    private static boolean nullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static List<String> strings(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isString()) {
            texts.add(node.stringValue());
        }
        node.forEach(element -> texts.add(element.stringValue()));
        return texts;
    }
}
