package io.spirula.scheduler.live;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventType;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is shown to people who watch.
 *
 * @param id the CloudEvents id; a client that lost the connection sends the last one it saw
 * @param type the name, for example RunCompleted
 * @param time when it was told
 * @param subject what people call the image that it is about
 * @param lineage the disk that it is about
 * @param run the run that it is part of
 * @param data the event
 * @param owners the tenants that it belongs to; null when it is for everybody who sees its image. Not shown
 */
record LiveEvent(
        UUID id,
        String type,
        Instant time,
        @Nullable String subject,
        @Nullable UUID lineage,
        @Nullable UUID run,
        Event data,
        @JsonIgnore @Nullable Set<String> owners) {

    static LiveEvent of(UUID id, Instant time, Event event, @Nullable Set<String> owners) {
        var subject = event.subject();
        var lineage = event.lineageOrNull();
        var run = event.runOrNull();
        return new LiveEvent(
                id,
                EventType.of(event.getClass()).eventName(),
                time,
                subject == null ? null : subject.text(),
                lineage == null ? null : lineage.value(),
                run == null ? null : run.value(),
                event,
                owners);
    }
}
