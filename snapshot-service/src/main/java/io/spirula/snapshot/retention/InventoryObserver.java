package io.spirula.snapshot.retention;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.snapshot.inventory.SnapshotWatch;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** What the inventory sees of the images that we hold snapshots on. */
@Component
class InventoryObserver implements SnapshotWatch {

    private final SourceSnapshots snapshots;
    private final Releases releases;
    private final RetentionDue due;
    private final EventOutbox outbox;
    private final Clock clock;

    InventoryObserver(SourceSnapshots snapshots, Releases releases, RetentionDue due, EventOutbox outbox, Clock clock) {
        this.snapshots = snapshots;
        this.releases = releases;
        this.due = due;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public Map<ImageId, Set<Long>> heldSnapshots(String cluster) {
        return snapshots.heldOn(cluster);
    }

    @Override
    public void inTrash(ImageId image, ImageRef ref, Instant seenAt) {
        Reason reason = new Reason("IMAGE_IN_TRASH", "the owner moved image " + ref + " to the trash");
        releases.record(image, new Release(seenAt, reason));
        snapshots.presentOn(image).stream()
                .map(SourceSnapshot::lineage)
                .distinct()
                .forEach(due::mark);
    }

    @Override
    public void gone(ImageId image, ImageRef ref) {
        Instant now = clock.instant();
        Reason reason = new Reason("IMAGE_GONE", "image " + ref + " (" + image + ") was deleted");
        for (SourceSnapshot snapshot : snapshots.presentOn(image)) {
            if (snapshots.end(snapshot, SnapshotState.HELD, SnapshotState.LOST, reason, now)) {
                outbox.append(snapshot.lost(reason, now));
            }
        }
    }

    @Override
    public void snapshotMissing(ImageId image, ImageRef ref, long snapshotId) {
        Instant now = clock.instant();
        Reason reason = new Reason(
                "SNAPSHOT_GONE",
                "snapshot " + snapshotId + " of image " + ref
                        + " was removed by somebody else; the next copy falls back to an older base or starts anew");
        snapshots.presentOn(image).stream()
                .filter(snapshot -> snapshot.snapshotId() == snapshotId)
                .filter(snapshot -> snapshots.end(snapshot, SnapshotState.HELD, SnapshotState.LOST, reason, now))
                .forEach(snapshot -> {
                    outbox.append(snapshot.lost(reason, now));
                    due.mark(snapshot.lineage());
                });
    }
}
