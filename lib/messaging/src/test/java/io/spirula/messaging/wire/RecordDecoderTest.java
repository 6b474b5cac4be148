package io.spirula.messaging.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.trace.LogScope;
import io.spirula.messaging.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordDecoderTest {

    private static final Instant TIME = Instant.parse("2026-11-22T20:00:00.123456Z");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final PolicyDeleted EVENT = new PolicyDeleted("gold", "acme", 7, TIME);

    private final EventJson json = new EventJson();
    private final RecordDecoder decoder = new RecordDecoder(json);

    @Test
    void whatIsWrittenIsReadAgain() {
        UUID causation = UUID.randomUUID();
        ProducerRecord<byte[], byte[]> sent;
        try (LogScope scope = TraceParent.open(TRACE)) {
            sent = OutgoingEvent.of(EVENT, causation, TIME, json).record("/spirula/a/scheduler-service", 12);
        }
        assertThat(TraceParent.current()).isNull();
        assertThat(sent.topic()).isEqualTo("spirula.policy");
        assertThat(new String(sent.key(), StandardCharsets.UTF_8)).isEqualTo("gold");
        assertThat(decode(sent.headers(), sent.value()))
                .isEqualTo(new Incoming.Known(EVENT, EVENT.eventId(), TIME, 12, causation, TRACE));
    }

    @Test
    void aNewerVersionOfWhatTheReaderTakesIsPoison() {
        assertThat(decode(with("ce_type", "io.spirula.PolicyDeleted.v2"), value()))
                .isInstanceOfSatisfying(
                        Incoming.Poison.class,
                        poison -> assertThat(poison.reason()).isEqualTo("UNKNOWN_VERSION"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.example.Anything",
                "io.spirula.PolicyBlessed.v1",
                "io.spirula.PolicyDeleted",
                "io.spirula.PolicyDeleted.v1.v1",
                " ",
                "io.spirula..v1"
            })
    void aTypeThatNobodyHereKnowsIsPoison(String type) {
        assertThat(decode(with("ce_type", type), value()))
                .isInstanceOfSatisfying(
                        Incoming.Poison.class,
                        poison -> assertThat(poison.reason()).isEqualTo("UNKNOWN_TYPE"));
    }

    @Test
    void aNewerVersionOfWhatTheReaderDoesNotTakeIsNothingThatItMisses() {
        RecordDecoder ofRuns = new RecordDecoder(json, type -> type == EventType.RUN_STARTED);
        Headers headers = with("ce_type", "io.spirula.PolicyDeleted.v2");
        assertThat(decode(ofRuns, headers, value())).isEqualTo(new Incoming.NotTaken("io.spirula.PolicyDeleted.v2"));
    }

    @Test
    void whatIsQuotedFromOutsideCannotForgeLines() {
        Incoming incoming = decode(with("content-type", "a\r\n2026 ERROR forged\u2028" + "x".repeat(5_000)), value());
        assertThat(incoming)
                .isInstanceOfSatisfying(
                        Incoming.Poison.class,
                        poison -> assertThat(poison.detail())
                                .hasSizeLessThanOrEqualTo(500)
                                .doesNotContain("\r", "\n", "\u2028"));
    }

    @Test
    void headersThatOnlyInformAreIgnoredWhenTheyMakeNoSense() {
        for (String nonsense : new String[] {"", "-1", "99999999999999999999999", "0x10", "\u0661", "1 "}) {
            Headers headers = with("ce_sequence", nonsense);
            headers.add("ce_causationid", nonsense.getBytes(StandardCharsets.UTF_8));
            headers.add("ce_traceparent", nonsense.getBytes(StandardCharsets.UTF_8));
            assertThat(decode(headers, value())).isInstanceOfSatisfying(Incoming.Known.class, known -> {
                assertThat(known.sequence()).isZero();
                assertThat(known.causation()).isNull();
                assertThat(known.traceparent()).isNull();
            });
        }
    }

    @Test
    void aNullValueIsATombstoneOnlyWhereThereAreSome() {
        assertThat(decoder.decode(
                        Topic.POLICY, record(new RecordHeaders(), "gold".getBytes(StandardCharsets.UTF_8), null)))
                .isEqualTo(new Incoming.Tombstone("gold"));
        assertThat(decoder.decode(
                        Topic.COMMAND, record(new RecordHeaders(), "x".getBytes(StandardCharsets.UTF_8), null)))
                .isInstanceOf(Incoming.Poison.class);
        assertThat(decoder.decode(Topic.POLICY, record(new RecordHeaders(), null, null)))
                .isInstanceOf(Incoming.Poison.class);
        assertThat(decoder.decode(Topic.POLICY, record(new RecordHeaders(), new byte[] {(byte) 0xff}, null)))
                .isInstanceOf(Incoming.Poison.class);
    }

    @Test
    void noBytesMakeTheDecoderFail() {
        long seed = Optional.ofNullable(Long.getLong("seed")).orElseGet(System::nanoTime);
        System.out.println("RecordDecoderTest -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            Headers headers = new RecordHeaders();
            for (Header header : sent().headers()) {
                byte[] bytes = header.value().clone();
                int kind = random.nextInt(12);
                if (kind == 0) {
                    continue;
                }
                if (kind == 1 && bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                headers.add(header.key(), kind == 2 ? null : bytes);
            }
            byte[] value = value();
            if (random.nextBoolean()) {
                value[random.nextInt(value.length)] = (byte) random.nextInt();
            }
            assertThat(decode(headers, value)).isNotNull();
        }
    }

    private Headers with(String name, String text) {
        Headers headers = sent().headers();
        headers.remove(name);
        return headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private ProducerRecord<byte[], byte[]> sent() {
        return OutgoingEvent.of(EVENT, null, TIME, json).record("/spirula/a/scheduler-service", 0);
    }

    private byte[] value() {
        return json.write(EVENT);
    }

    private Incoming decode(Headers headers, byte[] value) {
        return decode(decoder, headers, value);
    }

    private static Incoming decode(RecordDecoder by, Headers headers, byte[] value) {
        return by.decode(Topic.POLICY, record(headers, EVENT.key().getBytes(StandardCharsets.UTF_8), value));
    }

    private static ConsumerRecord<byte[], byte[]> record(Headers headers, byte[] key, byte[] value) {
        return new ConsumerRecord<>(
                "spirula.policy",
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                headers,
                Optional.empty());
    }
}
