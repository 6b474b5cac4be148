package io.spirula.transfer.copy;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** What is told about a copy. Pure: the same copy tells the same events, with the same ids. */
final class CopyEvents {

    private CopyEvents() {}

    /** What to tell when a copy has just become what it is now. */
    static List<Event> entering(Copy now) {
        CopyChanged changed = new CopyChanged(now);
        return switch (now.state()) {
            case PENDING, TRANSFERRING -> List.of(changed);
            case COMPLETE -> List.of(changed, new CopyCompleted(now), moved(now));
            case FAILED -> List.of(changed, new CopyFailed(now));
            case QUARANTINED -> List.of(changed, new CopyQuarantined(now));
            case EXPIRED -> List.of(changed, new CopyPruned(now));
            case LOST -> List.of(changed, new CopyLost(now));
        };
    }

    /** What to tell when a copy changed without changing its state. */
    static List<Event> staying(Copy now) {
        return List.of(new CopyChanged(now));
    }

    private static UsageRecorded moved(Copy copy) {
        Instant ended = Objects.requireNonNull(copy.endedAt(), "endedAt of a complete copy");
        Instant started = copy.startedAt() == null ? copy.requestedAt() : copy.startedAt();
        return new UsageRecorded(
                "moved:" + copy.id(),
                UsageKind.MOVED,
                copy.tenant(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                Objects.requireNonNull(copy.bytesMoved(), "bytesMoved of a complete copy"),
                started,
                ended,
                copy.id(),
                copy.run(),
                null);
    }
}
