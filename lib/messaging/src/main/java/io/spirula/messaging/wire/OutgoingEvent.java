package io.spirula.messaging.wire;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.trace.TraceParent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored and sent, or a tombstone: a record that has a key and nothing else.
 *
 * @param id CloudEvents id
 * @param topic where it goes
 * @param key the record key
 * @param type CloudEvents type
 * @param subject the image that it is about
 * @param lineage the lineage that it is about
 * @param run the run that it is part of
 * @param causation id of the event that led to it
 * @param traceparent W3C trace context
 * @param time when it was told
 * @param payload JSON; null makes it a tombstone
 */
public record OutgoingEvent(
        UUID id,
        String topic,
        String key,
        String type,
        @Nullable String subject,
        @Nullable String lineage,
        @Nullable String run,
        @Nullable UUID causation,
        @Nullable String traceparent,
        Instant time,
        byte @Nullable [] payload) {

    private static final String TOMBSTONE = "tombstone";

    /** The event in the current trace. */
    public static OutgoingEvent of(Event event, @Nullable UUID causation, Instant time, EventJson json) {
        return of(event, causation, TraceParent.current(), time, json);
    }

    /** The event in a trace. */
    public static OutgoingEvent of(
            Event event, @Nullable UUID causation, @Nullable String traceparent, Instant time, EventJson json) {
        ImageRef subject = event.subject();
        LineageId lineage = event.lineageOrNull();
        RunId run = event.runOrNull();
        return new OutgoingEvent(
                event.eventId(),
                event.type().topic().wireName(),
                event.key(),
                event.type().wireName(),
                subject == null ? null : subject.text(),
                lineage == null ? null : lineage.toString(),
                run == null ? null : run.toString(),
                causation,
                traceparent,
                time,
                json.write(event));
    }

    /** The word that a key of a compacted topic is to be forgotten; always the same for the same key. */
    public static OutgoingEvent tombstone(Topic topic, String key, Instant time) {
        UUID id = DerivedId.of(TOMBSTONE, topic.wireName(), key);
        return new OutgoingEvent(id, topic.wireName(), key, TOMBSTONE, null, null, null, null, null, time, null);
    }

    /** Bytes of the payload. */
    public int size() {
        return payload == null ? 0 : payload.length;
    }

    /**
     * @param source CloudEvents source
     * @param sequence the producer's count of events with this key; 0 for none
     */
    public ProducerRecord<byte[], byte[]> record(String source, long sequence) {
        if (payload == null) {
            return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null);
        }
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(id.toString())
                .withSource(URI.create(source))
                .withType(type)
                .withTime(time.atOffset(ZoneOffset.UTC))
                .withDataContentType("application/json")
                .withData(payload)
                .withExtension(Extension.PARTITION_KEY, key);
        if (subject != null) {
            builder.withSubject(subject);
        }
        if (sequence > 0) {
            builder.withExtension(Extension.SEQUENCE, "%020d".formatted(sequence));
        }
        extend(builder, Extension.LINEAGE, lineage);
        extend(builder, Extension.RUN, run);
        extend(builder, Extension.CAUSATION, causation == null ? null : causation.toString());
        extend(builder, Extension.TRACE_PARENT, traceparent);
        return binary(builder.build());
    }

    private ProducerRecord<byte[], byte[]> binary(CloudEvent event) {
        return KafkaMessageFactory.<byte[]>createWriter(topic, null, null, key.getBytes(StandardCharsets.UTF_8))
                .writeBinary(event);
    }

    private static void extend(CloudEventBuilder builder, String name, @Nullable String value) {
        if (value != null) {
            builder.withExtension(name, value);
        }
    }
}
