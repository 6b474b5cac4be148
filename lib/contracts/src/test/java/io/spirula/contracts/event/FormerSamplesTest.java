package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the version before digests wrote is read, and is what is written now, but for those. */
class FormerSamplesTest {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Map<EventType, Event> SAMPLES =
            Samples.all().stream().collect(Collectors.toMap(Event::type, Function.identity()));
    /** What was left out means this. */
    private static final Set<String> DEFAULTS = Set.of("null", "\"auto\"");

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
                "RESTORE_COMPLETED"
            })
    void anEventWithoutADigestIsReadAsOneOfWhichNoneIsKnown(EventType type) {
        byte[] former = ContractResources.former(type);
        assertThat(MAPPER.readTree(former).findValues("digest")).isEmpty();

        Event read = json.read(type, former);

        assertThat(read.eventId()).isEqualTo(SAMPLES.get(type).eventId());
        JsonNode written = MAPPER.readTree(json.write(read));
        assertThat(written.findValues("digest"))
                .isNotEmpty()
                .allSatisfy(digest -> assertThat(DEFAULTS).contains(digest.toString()));
        written.findParents("digest").forEach(parent -> parent.asObject().remove("digest"));
        assertThat(written).isEqualTo(MAPPER.readTree(former));
    }
}
