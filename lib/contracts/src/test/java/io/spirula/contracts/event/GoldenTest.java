package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class GoldenTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    /** Where every name counts. */
    private static final Set<String> FREE = Set.of("labels", "arguments", "answer");

    private static final Map<EventType, Event> SAMPLES =
            Samples.all().stream().collect(Collectors.toMap(Event::type, Function.identity()));

    private final EventJson json = new EventJson();

    @ParameterizedTest
    @EnumSource
    void aRecordIsWrittenAsItsGoldenSampleFieldByField(EventType type) {
        JsonNode written = MAPPER.readTree(json.write(sample(type)));

        assertThat(written.toPrettyString()).isEqualTo(golden(type).toPrettyString());
    }

    @ParameterizedTest
    @EnumSource
    void aGoldenSampleIsReadAsItsRecord(EventType type) {
        assertThat(json.read(type, ContractResources.golden(type))).isEqualTo(sample(type));
    }

    @ParameterizedTest
    @EnumSource
    void aGoldenSampleIsValidAgainstItsSchema(EventType type) {
        assertThat(errors(type, golden(type))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aSchemaRefusesAGoldenSampleThatLacksARequiredField(EventType type) {
        JsonNode required = ContractResources.tree(type.schemaResource()).get("required");
        for (JsonNode field : required) {
            ObjectNode damaged = golden(type).asObject();
            damaged.remove(field.stringValue());
            assertThat(errors(type, damaged)).as(field.stringValue()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void fieldsThatThisVersionDoesNotKnowAreTolerated(EventType type) {
        JsonNode extended = golden(type);
        addUnknownFields(extended);

        assertThat(errors(type, extended)).isEmpty();
        assertThat(json.read(type, MAPPER.writeValueAsBytes(extended))).isEqualTo(sample(type));
    }

    private static List<Error> errors(EventType type, JsonNode document) {
        Schema schema = SCHEMAS.getSchema(SchemaLocation.of("classpath:" + type.schemaResource()));
        return schema.validate(
                document, context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
    }

    private static void addUnknownFields(JsonNode tree) {
        tree.forEachEntry((name, child) -> {
            if (!FREE.contains(name)) {
                addUnknownFields(child);
            }
        });
        tree.values().stream().filter(JsonNode::isArray).forEach(array -> array.forEach(GoldenTest::addUnknownFields));
        if (tree.isObject()) {
            tree.asObject().putObject("addedLater").put("nested", 1);
        }
    }

    private static Event sample(EventType type) {
        return SAMPLES.get(type);
    }

    private static JsonNode golden(EventType type) {
        return ContractResources.tree(type.goldenResource());
    }
}
