package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class EventJsonTest {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final EventJson json = new EventJson();

    @ParameterizedTest
    @EnumSource
    void aRequiredFieldThatIsMissingOrNullIsRefusedByName(EventType type) {
        for (JsonNode required : ContractResources.tree(type.schemaResource()).get("required")) {
            String field = required.stringValue();

            assertRefused(type, event -> event.remove(field), field + " is missing");
            assertRefused(type, event -> event.putNull(field), field + " is null");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFieldThatMayBeNullMayAlsoBeMissing(EventType type) {
        ObjectNode event = golden(type);
        event.findParents("lineage").forEach(parent -> removeNulls(parent.asObject()));
        removeNulls(event);

        assertThat(json.read(type, bytes(event))).isEqualTo(json.read(type, ContractResources.golden(type)));
    }

    @Test
    void whatOlderVersionsDoNotTellMayBeMissing() {
        ObjectNode policy = golden(EventType.POLICY_CHANGED);
        policy.withObject("/spec").remove("limits");
        ObjectNode progress = golden(EventType.TRANSFER_PROGRESSED);
        progress.remove(List.of("bytesKnown", "bytesPerSecond", "secondsLeft"));

        assertThat(((PolicyChanged) json.read(EventType.POLICY_CHANGED, bytes(policy)))
                        .spec()
                        .limits())
                .isNull();
        assertThat(((TransferProgressed) json.read(EventType.TRANSFER_PROGRESSED, bytes(progress))).bytesPerSecond())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "POLICY_CHANGED, /spec/limits/windows/0, zone, spec.limits.windows[0].zone is missing",
        "COPY_CHANGED, /copy/target, pool, copy.target.pool is missing",
        "COPY_CHANGED, /copy/replica/image, fsid, copy.replica.image.fsid is missing",
        "COPY_FAILED, /copy/reason, code, copy.reason.code is missing",
        "BACKUP_REQUESTED, /members/0, point, members[0].point is missing",
        "POLICY_CHANGED, /spec/targets/0/retention, last, spec.targets[0].retention.last is missing",
        "POLICY_CHANGED, /spec/schedule, catchUp, spec.schedule.catchUp is missing",
    })
    void aMissingFieldInsideIsNamedWithItsPath(EventType type, String parent, String field, String message) {
        assertRefused(type, event -> event.at(parent).asObject().remove(field), message);
    }

    @ParameterizedTest
    @CsvSource({
        "IMAGE_OBSERVED, '', size, '\"12\"', 'size must be a whole number, not STRING'",
        "IMAGE_OBSERVED, '', size, 1.5, 'size must be a whole number, not NUMBER'",
        "IMAGE_OBSERVED, '', inTrash, 0, 'inTrash must be true or false, not NUMBER'",
        "IMAGE_OBSERVED, '', observedAt, 1795377600, 'observedAt must be a string, not NUMBER'",
        "IMAGE_OBSERVED, '', mirrorRole, 1, 'mirrorRole must be a string, not NUMBER'",
        "IMAGE_OBSERVED, '', labels, '[]', 'labels must be an object, not ARRAY'",
        "IMAGE_OBSERVED, /labels, owner, null, 'labels.owner is null'",
        "IMAGE_OBSERVED, '', image, '\"x\"', 'image must be an object, not STRING'",
        "BACKUP_REQUESTED, '', members, '{}', 'members must be an array, not OBJECT'",
        "BACKUP_REQUESTED, '', members, '[null]', 'members[0] is null'",
        "POLICY_CHANGED, /spec/schedule, every, 900, 'spec.schedule.every must be a string, not NUMBER'",
        "COPY_CHANGED, /copy, id, 7, 'copy.id must be a string, not NUMBER'",
    })
    void aFieldOfAnotherJsonTypeIsRefusedInsteadOfConverted(
            EventType type, String parent, String field, String value, String message) {
        assertRefused(type, event -> event.at(parent).asObject().set(field, MAPPER.readTree(value)), message);
    }

    @ParameterizedTest
    @CsvSource({
        "COPY_CHANGED, /copy, state, '\"finished\"', copy.state: ",
        "COPY_CHANGED, /copy, id, '\"no-uuid\"', copy.id: ",
        "COPY_CHANGED, /copy, pointTime, '\"yesterday\"', copy.pointTime: ",
        "IMAGE_OBSERVED, '', size, 99999999999999999999, size: ",
        "POLICY_CHANGED, /spec/targets/0/retention, last, 0, 'spec.targets[0].retention: '",
        "POLICY_CHANGED, /spec/schedule, every, null, 'spec.schedule: '",
        "POLICY_CHANGED, /spec/limits, bandwidth, 0, 'spec.limits: '",
        "BACKUP_REQUESTED, '', targets, '[]', 'at least one member and one target'",
        "IMAGE_GONE, /image, fsid, '\"a/b\"', 'image: '",
    })
    void aValueThatBreaksARuleIsRefusedWithItsPath(
            EventType type, String parent, String field, String value, String message) {
        assertRefused(type, event -> event.at(parent).asObject().set(field, MAPPER.readTree(value)), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "null", "[]", "7", "\"text\"", "{", "{} {}", "{\"copy\":{},\"copy\":{}}", "\u0000"})
    void whatIsNoSingleJsonObjectIsRefused(String text) {
        assertThatExceptionOfType(MalformedEventException.class)
                .isThrownBy(() -> json.read(EventType.COPY_CHANGED, text.getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("Not a io.spirula.CopyChanged.v1: ");
    }

    @Test
    void deepNestingIsRefusedEvenWhereAnyJsonIsAllowed() {
        assertRefused(
                EventType.QUERY_ASKED,
                event -> event.set("arguments", MAPPER.readTree("[".repeat(60) + "]".repeat(60))),
                "nesting depth");
    }

    @Test
    void aDocumentOfMoreThanFourMebibytesIsRefused() {
        assertRefused(
                EventType.QUERY_ASKED,
                event -> event.putObject("arguments").put("filler", "x".repeat(4 * 1024 * 1024)),
                "more than 4194304");
    }

    @Test
    void aMessageNeitherRepeatsControlCharactersNorGrowsWithWhatWasReceived() {
        String hostile = "\u001b[2J\n" + "x".repeat(10_000);
        ObjectNode event = golden(EventType.COPY_CHANGED);
        event.at("/copy").asObject().put("state", hostile);

        assertThatThrownBy(() -> json.read(EventType.COPY_CHANGED, bytes(event)))
                .message()
                .hasSizeLessThan(600)
                .doesNotContain("\u001b", "\n");
    }

    @Test
    void anAnswerThatIsNullStaysNull() {
        SnapshotAnswered read = (SnapshotAnswered)
                json.read(EventType.SNAPSHOT_ANSWERED, ContractResources.golden(EventType.SNAPSHOT_ANSWERED));

        assertThat(read.answer()).isNull();
    }

    @Test
    void aTreeIsReadAsStrictlyAsAnEvent() {
        Reason reason = new Reason("CODE", "text");
        assertThat(json.fromTree(json.tree(reason), Reason.class)).isEqualTo(reason);

        JsonNode lacking = JsonNodeFactory.instance.objectNode().put("code", "CODE");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.fromTree(lacking, Reason.class))
                .withMessageContaining("text is missing");
    }

    private void assertRefused(EventType type, Consumer<ObjectNode> damage, String message) {
        ObjectNode event = golden(type);
        damage.accept(event);

        assertThatExceptionOfType(MalformedEventException.class)
                .isThrownBy(() -> json.read(type, bytes(event)))
                .withMessageStartingWith("Not a " + type.wireName() + ": ")
                .withMessageContaining(message);
    }

    private static void removeNulls(ObjectNode parent) {
        parent.removeIf(JsonNode::isNull);
    }

    private static ObjectNode golden(EventType type) {
        return ContractResources.tree(type.goldenResource()).asObject();
    }

    private static byte[] bytes(JsonNode tree) {
        return MAPPER.writeValueAsBytes(tree);
    }
}
