package io.spirula.contracts.event;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.RunId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A public event: what happened to what. Its JSON is the CloudEvent's data. */
public interface Event {

    /** Which schema, record and topic it belongs to. */
    default EventType type() {
        return EventType.of(getClass());
    }

    /** The Kafka record key: events with the same key and topic keep their order. */
    String key();

    /** What makes this event the same event when it is told twice; together with the type it gives the id. */
    String businessKey();

    /** The CloudEvents id: the same whenever the same event is published again. */
    default UUID eventId() {
        return DerivedId.of("event", type().wireName(), businessKey());
    }

    /** What people call the image that it is about; null when it is about none. */
    default @Nullable ImageRef subject() {
        return null;
    }

    /** The lineage that it is about; null when it is about none. */
    default @Nullable LineageId lineageOrNull() {
        return null;
    }

    /** The run that it is part of; null when it is part of none. */
    default @Nullable RunId runOrNull() {
        return null;
    }

    /** The restore that it is part of; null when it is part of none. */
    default @Nullable RestoreId restoreOrNull() {
        return null;
    }
}
