package io.spirula.transfer.usage;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.KeptLedger;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.usage.KeptTable.Kept;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Tells how many bytes were kept from when to when. Each interval begins where the one before it ended: it ends when what
 * is kept changes, and now and then in between. Every method needs a transaction.
 */
@Component
class KeptUsage implements KeptLedger {

    private final KeptTable table;
    private final CopyStore copies;
    private final EventOutbox outbox;
    private final Clock clock;

    KeptUsage(KeptTable table, CopyStore copies, EventOutbox outbox, Clock clock) {
        this.table = table;
        this.copies = copies;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void changed(Route route) {
        Instant since = table.lock(route).map(this::tell).orElseGet(this::now);
        List<TrackedCopy> kept = copies.ofRoute(route).stream()
                .filter(copy -> copy.state() == CopyState.COMPLETE && copy.replica() != null)
                .toList();
        newest(kept)
                .ifPresentOrElse(
                        newest -> table.put(new Kept(route, bytes(kept), since, newest.id())),
                        () -> table.remove(route));
    }

    /** Tells what was kept until now, though nothing changes, unless somebody else just did. */
    void tellIfUntoldSince(Route route, Instant moment) {
        table.lock(route)
                .filter(kept -> !kept.since().isAfter(moment))
                .ifPresent(kept -> table.put(new Kept(route, kept.bytes(), tell(kept), kept.copy())));
    }

    /** Returns until when it is told. A clock that was set back tells nothing and changes nothing. */
    private Instant tell(Kept kept) {
        Instant now = now();
        if (!now.isAfter(kept.since())) {
            return kept.since();
        }
        if (kept.bytes() > 0) {
            copies.find(kept.copy()).ifPresent(copy -> outbox.append(usage(kept, copy.told(), now)));
        }
        return now;
    }

    private static UsageRecorded usage(Kept kept, Copy copy, Instant to) {
        return new UsageRecorded(
                "kept:" + kept.route().lineage() + ":" + kept.route().targetKey() + ":" + kept.since(),
                UsageKind.KEPT,
                copy.tenant(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                kept.bytes(),
                kept.since(),
                to,
                null,
                null,
                null);
    }

    private long bytes(List<TrackedCopy> kept) {
        Map<UUID, List<Copy>> generations = kept.stream()
                .collect(Collectors.groupingBy(
                        TrackedCopy::replica, Collectors.mapping(TrackedCopy::told, Collectors.toList())));
        return generations.entrySet().stream()
                .mapToLong(generation -> KeptBytes.of(generation.getValue(), table.writtenTo(generation.getKey())))
                .sum();
    }

    private static Optional<TrackedCopy> newest(List<TrackedCopy> kept) {
        return kept.stream().max(Comparator.comparingLong(copy -> copy.told().sourceSnapshotId()));
    }

    /** As PostgreSQL keeps it. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
