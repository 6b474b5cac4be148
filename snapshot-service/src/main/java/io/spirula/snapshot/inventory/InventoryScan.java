package io.spirula.snapshot.inventory;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.ImageGone;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Compares a cluster with what was told of it, and tells what changed. What cannot be read is taken for unchanged and
 * reported; an image is gone only when a complete listing lacks it and asking for its id finds nothing. Nothing is missing
 * before this service knows what was told: it may have removed it itself.
 */
@Component
class InventoryScan {

    /** Images opened in one scan although nothing points to a change. */
    private static final int TURN = 100;

    private final InventoryStore store;
    private final SnapshotWatch watch;
    private final CatchUp catchUp;
    private final EventOutbox outbox;
    private final Clock clock;
    private final Map<String, InspectionRound> rounds = new ConcurrentHashMap<>();
    private final Map<String, ImageTroubles> troubled = new ConcurrentHashMap<>();

    InventoryScan(InventoryStore store, SnapshotWatch watch, CatchUp catchUp, EventOutbox outbox, Clock clock) {
        this.store = store;
        this.watch = watch;
        this.catchUp = catchUp;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @throws RbdException when the cluster cannot be listed; what was told by then stays true
     */
    ScanReport scan(CephCluster cluster, WorkTurn turn) {
        Map<ImageId, Set<Long>> held = watch.heldSnapshots(cluster.name());
        Instant listedFrom = clock.instant();
        ClusterListing listing = ClusterListing.read(cluster);
        Map<ImageId, KnownImage> known = store.present(cluster.name());
        Inspection inspection = new Inspection(cluster);
        InspectionRound round = rounds.computeIfAbsent(cluster.name(), name -> new InspectionRound(TURN));
        Set<ImageId> chosen = round.next(listing.sightings().values(), known.keySet(), held.keySet());
        ImageTroubles troubles = troubled.computeIfAbsent(cluster.name(), name -> new ImageTroubles());
        troubles.begin(listing.sightings().keySet());

        for (Sighting sighting : listing.sightings().values()) {
            if (turn.shouldStop()) {
                break;
            }
            ImageId image = sighting.image();
            Set<Long> snapshots = held.getOrDefault(image, Set.of());
            if (sighting.inTrash() && !snapshots.isEmpty()) {
                turn.runInTransaction(() -> watch.inTrash(image, sighting.ref(), listedFrom));
            }
            KnownImage before = known.get(image);
            if (chosen.contains(image)) {
                round.inspected(image);
                if (troubles.confine(image, () -> inspect(turn, inspection, sighting, before, snapshots, troubles))) {
                    continue;
                }
            }
            if (before != null) {
                troubles.confine(
                        image, () -> tell(turn, image, before, before.state().seenAs(sighting)));
            }
        }
        for (KnownImage image : known.values()) {
            if (mayBeGone(image, listing, cluster) && !turn.shouldStop()) {
                troubles.confine(image.image(), () -> tellIfGone(turn, inspection, image));
            }
        }
        List<ClosedPool> closed = listing.closedPools().values().stream()
                .filter(ClosedPool::ofImages)
                .toList();
        return new ScanReport(clock.instant(), listing.sightings().size(), troubles.all(), closed, null);
    }

    /** An image of another cluster that had this name before, or of a pool closed to us, is out of sight, not gone. */
    private static boolean mayBeGone(KnownImage image, ClusterListing listing, CephCluster cluster) {
        return image.image().fsid().equals(cluster.fsid())
                && !listing.sightings().containsKey(image.image())
                && !listing.closedPools().containsKey(image.image().pool());
    }

    /** One that went since it was listed is told as gone by the next scan. */
    private void inspect(
            WorkTurn turn,
            Inspection inspection,
            Sighting sighting,
            @Nullable KnownImage before,
            Set<Long> held,
            ImageTroubles troubles) {
        ImageId image = sighting.image();
        Inspected inspected;
        try {
            inspected = inspection.inspect(sighting);
        } catch (RbdNotFoundException e) {
            if (inspection.isListed(image)) {
                throw e;
            }
            return;
        }
        tell(turn, image, before, inspected.state());
        tellMissing(turn, sighting, held, inspected.snapshots());
        if (inspected.labelsLeftOut() == 0) {
            troubles.readWhole(image);
        } else {
            troubles.note(image, Labels.leftOut(inspected.labelsLeftOut()));
        }
    }

    private void tell(WorkTurn turn, ImageId image, @Nullable KnownImage before, ImageState now) {
        if (before != null && before.state().equals(now)) {
            return;
        }
        Instant at = clock.instant();
        turn.runInTransaction(() ->
                store.observe(image, now, at).ifPresent(version -> outbox.append(now.observed(image, version, at))));
    }

    private void tellMissing(WorkTurn turn, Sighting sighting, Set<Long> held, Set<Long> present) {
        held.stream()
                .filter(snapshot -> !present.contains(snapshot))
                .forEach(snapshot -> turn.runInTransaction(() -> {
                    if (catchUp.isComplete()) {
                        watch.snapshotMissing(sighting.image(), sighting.ref(), snapshot);
                    }
                }));
    }

    private void tellIfGone(WorkTurn turn, Inspection inspection, KnownImage image) {
        if (!inspection.isGone(image.image())) {
            return;
        }
        Instant at = clock.instant();
        turn.runInTransaction(() -> {
            if (!catchUp.isComplete()) {
                return;
            }
            store.gone(image.image(), at)
                    .ifPresent(version -> outbox.append(
                            new ImageGone(image.image(), image.state().ref(), version, at)));
            watch.gone(image.image(), image.state().ref());
        });
    }
}
