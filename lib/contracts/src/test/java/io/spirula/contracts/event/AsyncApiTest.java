package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.spirula.contracts.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** docs/asyncapi.yaml says what the code does. */
class AsyncApiTest {

    private static final Path DOCUMENT = Path.of("../../docs/asyncapi.yaml");
    private static final JsonNode API = new YAMLMapper().readTree(DOCUMENT);

    @Test
    void itIsValidAsyncApi() {
        assertThat(errors(API)).isEmpty();
    }

    @Test
    void aFaultInItWouldBeFound() {
        JsonNode damaged = API.deepCopy();
        damaged.at("/channels/policy").asObject().put("adress", "spirula.policy");

        assertThat(errors(damaged)).isNotEmpty();
    }

    @Test
    void itsChannelsAreTheTopicsAndTheDeadLetters() {
        Stream<String> topics = Arrays.stream(Topic.values()).map(Topic::wireName);

        assertThat(channels().keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(topics, Stream.of("{topic}.{service}.dlt"))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void aTopicHasItsProducerRetentionAndEvents(Topic topic) {
        JsonNode channel = channels().get(topic.wireName());
        JsonNode configuration = channel.at("/bindings/kafka/topicConfiguration");
        List<String> events = Arrays.stream(EventType.values())
                .filter(type -> type.topic() == topic)
                .map(EventType::eventName)
                .toList();

        assertThat(channel.get("description").stringValue()).isNotBlank();
        assertThat(channel.get("x-producer").stringValue())
                .isEqualTo(topic.producer().wireName());
        assertThat(configuration.at("/cleanup.policy/0").stringValue())
                .isEqualTo(topic.compacted() ? "compact" : "delete");
        assertThat(configuration.path("retention.ms").longValueOpt().isPresent())
                .isEqualTo(!topic.compacted());
        if (topic.retention() != null) {
            assertThat(configuration.get("retention.ms").longValue())
                    .isEqualTo(topic.retention().toMillis());
        }
        assertThat(channel.get("messages").propertyNames()).containsExactlyElementsOf(events);
        for (String event : events) {
            assertThat(channel.get("messages").get(event).get("$ref").stringValue())
                    .isEqualTo("#/components/messages/" + event);
        }
    }

    @Test
    void itsMessagesAreTheEventTypes() {
        assertThat(API.at("/components/messages").propertyNames())
                .containsExactlyElementsOf(Arrays.stream(EventType.values())
                        .map(EventType::eventName)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void aMessageHasItsNameOnTheWireItsSchemaAndTheKeyOfItsChannelUnlessItNamesAnother(EventType type) {
        JsonNode message = API.at("/components/messages/" + type.eventName());
        String key = kindOfKey(type);
        Path schema = DOCUMENT.resolveSibling(message.at("/payload/schema/$ref").stringValue());

        assertThat(message.get("name").stringValue()).isEqualTo(type.wireName());
        assertThat(message.get("summary").stringValue()).isNotBlank();
        assertThat(schema.normalize())
                .endsWith(Path.of(type.schemaResource()))
                .matches(Files::isRegularFile, "is a file");
        assertThat(StreamSupport.stream(message.get("traits").spliterator(), false)
                        .map(trait -> trait.get("$ref").stringValue()))
                .containsExactly("#/components/messageTraits/cloudEvent", "#/components/messageTraits/" + key + "Key");
        assertThat(API.at("/components/messageTraits/" + key + "Key").isObject())
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.spirula.contracts.event.Samples#all")
    void anEventHasTheKindOfKeyThatItsChannelNames(Event event) {
        JsonNode data = new EventJson().tree(event);
        String kind = kindOfKey(event.type());
        String expected = switch (kind) {
            case "lineage" -> String.valueOf(event.lineageOrNull());
            case "policy" -> data.get("name").stringValue();
            case "image" ->
                data.at("/image/fsid").stringValue() + "/"
                        + data.at("/image/pool").longValue() + "//"
                        + data.at("/image/image").stringValue();
            case "copy" -> data.at("/copy/id").stringValue();
            case "query", "object", "adoption", "letter" -> data.get(kind).stringValue();
            default -> "no such kind of key: " + kind;
        };

        assertThat(event.key()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("io.spirula.contracts.event.Samples#all")
    void anEventTellsTheRunLineageAndSubjectThatItsDataNames(Event event) {
        JsonNode data = new EventJson().tree(event);
        JsonNode about = data.has("copy") && data.get("copy").isObject() ? data.get("copy") : data;
        RunId run = event.runOrNull();

        assertThat(run == null ? "" : run.toString())
                .isEqualTo(about.path("run").asString(""));
        if (about.has("ref")) {
            assertThat(new EventJson().tree(event.subject())).isEqualTo(about.get("ref"));
        }
        if (about.has("lineage")) {
            assertThat(event.lineageOrNull()).hasToString(about.get("lineage").stringValue());
        }
    }

    /** A message that is about no lineage names its own. */
    private static String kindOfKey(EventType type) {
        JsonNode own = API.at("/components/messages/" + type.eventName()).path("x-key");
        return own.isString()
                ? own.stringValue()
                : channels().get(type.topic().wireName()).get("x-key").stringValue();
    }

    private static List<Error> errors(JsonNode document) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
        Schema schema = registry.getSchema(ContractResources.tree("asyncapi/3.0.0-without-id.json"));
        return schema.validate(document);
    }

    private static Map<String, JsonNode> channels() {
        Map<String, JsonNode> byAddress = new HashMap<>();
        API.get("channels")
                .forEach(channel -> byAddress.put(channel.get("address").stringValue(), channel));
        return byAddress;
    }
}
