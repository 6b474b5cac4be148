package io.spirula.messaging.wire;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.cloudevents.rw.CloudEventRWException;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.EventType;
import io.spirula.contracts.event.MalformedEventException;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.trace.TraceParent;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads records that anybody may have written: every record becomes one {@link Incoming}, whatever its bytes are. */
public final class RecordDecoder {

    private static final Pattern TYPE = Pattern.compile("io\\.spirula\\.([A-Za-z]{1,64})\\.v([0-9]{1,6})");

    private static final Set<String> NAMES = names(type -> true);

    private final EventJson json;
    private final Set<String> taken;

    public RecordDecoder(EventJson json) {
        this(json, type -> true);
    }

    /**
     * @param taken the types that the reader takes; it misses nothing when there is a newer version of any other
     */
    public RecordDecoder(EventJson json, Predicate<EventType> taken) {
        this.json = json;
        this.taken = names(taken);
    }

    private static Set<String> names(Predicate<EventType> wanted) {
        return Arrays.stream(EventType.values())
                .filter(wanted)
                .map(EventType::eventName)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param topic the one that the record was read from
     */
    public Incoming decode(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return withoutValue(topic, record.key());
        }
        CloudEvent envelope;
        try {
            envelope = KafkaMessageFactory.createReader(record.headers(), value).toEvent();
        } catch (CloudEventRWException | IllegalArgumentException | NullPointerException | IllegalStateException e) {
            return new Incoming.Poison("NO_CLOUD_EVENT", String.valueOf(e.getMessage()));
        }
        return decode(topic, record, envelope, value);
    }

    private Incoming decode(Topic topic, ConsumerRecord<byte[], byte[]> record, CloudEvent envelope, byte[] value) {
        EventType type = EventType.ofWireName(envelope.getType()).orElse(null);
        if (type == null) {
            return unknown(envelope.getType());
        }
        if (type.topic() != topic) {
            return new Incoming.Poison(
                    "WRONG_TOPIC",
                    type.wireName() + " belongs to " + type.topic().wireName());
        }
        if (!isJson(envelope.getDataContentType())) {
            return new Incoming.Poison("NO_JSON", "the content type is " + envelope.getDataContentType());
        }
        UUID id = uuid(envelope.getId());
        if (id == null) {
            return new Incoming.Poison("NO_ID", "the id of a " + type.wireName() + " is not a UUID");
        }
        try {
            return new Incoming.Known(
                    json.read(type, value),
                    id,
                    time(envelope.getTime(), record.timestamp()),
                    sequence(envelope.getExtension(Extension.SEQUENCE)),
                    uuid(envelope.getExtension(Extension.CAUSATION)),
                    TraceParent.valid(text(envelope.getExtension(Extension.TRACE_PARENT))));
        } catch (MalformedEventException e) {
            return new Incoming.Poison("MALFORMED_DATA", String.valueOf(e.getMessage()));
        }
    }

    private static Incoming withoutValue(Topic topic, byte @Nullable [] key) {
        if (!topic.compacted()) {
            return new Incoming.Poison("NO_DATA", "the value is null, and " + topic.wireName() + " has no tombstones");
        }
        if (key == null) {
            return new Incoming.Poison("NO_KEY", "a tombstone without a key deletes nothing");
        }
        try {
            return new Incoming.Tombstone(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(key))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Incoming.Poison("NO_KEY", "the key of a tombstone is not UTF-8");
        }
    }

    private Incoming unknown(String type) {
        Matcher matcher = TYPE.matcher(type);
        if (!matcher.matches() || !NAMES.contains(matcher.group(1))) {
            return new Incoming.Poison("UNKNOWN_TYPE", "this version of Spirula knows no event " + type);
        }
        return taken.contains(matcher.group(1))
                ? new Incoming.Poison("UNKNOWN_VERSION", "this version of Spirula does not read " + type)
                : new Incoming.NotTaken(type);
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType == null || contentType.split(";", 2)[0].trim().equalsIgnoreCase("application/json");
    }

    private static Instant time(@Nullable OffsetDateTime told, long recordMillis) {
        return told == null ? Instant.ofEpochMilli(Math.max(0, recordMillis)) : told.toInstant();
    }

    private static long sequence(@Nullable Object extension) {
        String text = text(extension);
        return text != null && text.matches("0{0,2}[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static @Nullable UUID uuid(@Nullable Object value) {
        String text = text(value);
        if (text == null || text.length() != 36) {
            return null;
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }
}
