package io.spirula.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTypeTest {

    @Test
    void thereIsOneSampleOfEveryEventType() {
        assertThat(Samples.all()).extracting(Event::type).containsExactlyInAnyOrder(EventType.values());
    }

    @ParameterizedTest
    @EnumSource
    void everyEventTypeHasASchemaAGoldenSampleAndATopicWithAProducer(EventType type) {
        assertThat(ContractResources.tree(type.schemaResource()).isObject()).isTrue();
        assertThat(ContractResources.golden(type)).isNotEmpty();
        assertThat(type.topic().producer()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void theNameOnTheWireFindsTheTypeAgain(EventType type) {
        assertThat(EventType.ofWireName(type.wireName())).contains(type);
        assertThat(type.wireName()).matches("io\\.spirula\\.[A-Z][A-Za-z]+\\.v[1-9][0-9]*");
    }

    @Test
    void aTypeOfALaterVersionIsUnknownInsteadOfMistaken() {
        assertThat(EventType.ofWireName("io.spirula.SnapshotCreated.v2")).isEmpty();
    }

    @Test
    void aClassThatIsNoRegisteredEventIsRefusedByName() {
        Event stranger = new Event() {
            @Override
            public String key() {
                return "key";
            }

            @Override
            public String businessKey() {
                return "business key";
            }
        };
        assertThatThrownBy(stranger::type).hasMessageContaining("EventTypeTest");
    }

    @Test
    void theIdsOfTheSamplesNeverChange() throws IOException {
        Properties expected = new Properties();
        try (Reader in = new InputStreamReader(
                EventTypeTest.class.getResourceAsStream("/event-ids.properties"), StandardCharsets.UTF_8)) {
            expected.load(in);
        }
        assertThat(Samples.all().stream()
                        .collect(Collectors.toMap(
                                event -> event.type().name(),
                                event -> event.eventId().toString())))
                .isEqualTo(expected);
    }

    @Test
    void whatIsTheSameFactHasTheSameIdWhateverElseIsTold() {
        LineageId lineage = LineageId.parse("00000000-0000-0000-0000-000000000001");
        RunId run = RunId.parse("01a204d8-1600-7c3d-8e4f-5a6b7c8d9e0f");
        CancelRequested first = new CancelRequested(run, lineage, "alice", java.time.Instant.EPOCH);
        CancelRequested again = new CancelRequested(run, lineage, "bob", java.time.Instant.MAX);

        assertThat(again.eventId()).isEqualTo(first.eventId());
    }

    @Test
    void whatSpeaksAgainstTheMapsOfASnapshotOnceMoreIsAnotherFact() {
        ObjectMapDistrusted first = distrusted(Instant.parse("2026-11-22T21:30:00Z"));

        assertThat(distrusted(Instant.parse("2026-11-22T21:45:00Z")).eventId()).isNotEqualTo(first.eventId());
        assertThat(distrusted(first.noticedAt()).eventId()).isEqualTo(first.eventId());
    }

    private static ObjectMapDistrusted distrusted(Instant at) {
        ObjectMapDistrusted sample = Samples.all().stream()
                .filter(ObjectMapDistrusted.class::isInstance)
                .map(ObjectMapDistrusted.class::cast)
                .findFirst()
                .orElseThrow();
        return new ObjectMapDistrusted(
                sample.point(),
                sample.run(),
                sample.lineage(),
                sample.image(),
                sample.ref(),
                sample.tenant(),
                sample.target(),
                sample.baseSnapshotId(),
                sample.snapshotId(),
                sample.reason(),
                at);
    }

    @Test
    void noTwoTopicsShareAName() {
        assertThat(Arrays.stream(Topic.values()).map(Topic::wireName)).doesNotHaveDuplicates();
        assertThat(Topic.COPY.deadLetterTopic(Service.SCHEDULER)).isEqualTo("spirula.copy.scheduler-service.dlt");
    }
}
