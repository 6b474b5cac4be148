package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

/** What was written before optional fields were added is read, and written again with what their absence means. */
class FormerSamplesTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<EventType, Event> SAMPLES =
            Samples.all().stream().collect(Collectors.toMap(Event::type, Function.identity()));
    private static final Set<String> MEANT = Set.of("null", "\"auto\"");

    private final EventJson json = new EventJson();

    @ParameterizedTest
    @EnumSource(
            names = {
                "POLICY_CHANGED",
                "BACKUP_REQUESTED",
                "SNAPSHOT_CREATED",
                "COPY_CHANGED",
                "COPY_COMPLETED",
                "LEASE_GRANTED",
                "RESTORE_REQUESTED",
                "RESTORE_COMPLETED"
            })
    void anEventIsReadAsOneInWhichNothingIsSaidOfThem(EventType type) {
        JsonNode former = MAPPER.readTree(ContractResources.former(type));

        Event read = json.read(type, ContractResources.former(type));

        assertThat(read.eventId()).isEqualTo(SAMPLES.get(type).eventId());
        JsonNode written = MAPPER.readTree(json.write(read));
        List<JsonNode> added = new ArrayList<>();
        takeAdded(written, former, added);
        assertThat(written).isEqualTo(former);
        assertThat(added).isNotEmpty().allSatisfy(value -> assertThat(MEANT).contains(value.toString()));
    }

    private static void takeAdded(JsonNode written, JsonNode former, List<JsonNode> added) {
        if (written instanceof ObjectNode object) {
            for (String name : List.copyOf(object.propertyNames())) {
                if (former.has(name)) {
                    takeAdded(object.get(name), former.get(name), added);
                } else {
                    added.add(object.remove(name));
                }
            }
        }
    }
}
