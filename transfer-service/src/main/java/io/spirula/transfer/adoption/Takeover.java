package io.spirula.transfer.adoption;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.TargetType;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.CopyTransitions;
import io.spirula.transfer.copy.RouteStore;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Records what one replica holds. Every method needs a transaction of the replica's route. */
@Component
class Takeover {

    private final AdoptionStore adoptions;
    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final CopyTransitions transitions;
    private final RouteStore routes;
    private final Clock clock;

    Takeover(
            AdoptionStore adoptions,
            ReplicaStore replicas,
            CopyStore copies,
            CopyTransitions transitions,
            RouteStore routes,
            Clock clock) {
        this.adoptions = adoptions;
        this.replicas = replicas;
        this.copies = copies;
        this.transitions = transitions;
        this.routes = routes;
        this.clock = clock;
    }

    /** Leaves the whole replica alone. */
    void refuse(PendingReplica pending, Reason why) {
        if (adoptions.decide(pending, 0, 0)) {
            adoptions.refuse(pending.adoption(), pending.image(), pending.ref(), null, why);
        }
    }

    /**
     * @param found empty when the image is gone
     */
    void record(PendingReplica pending, Optional<ReplicaAdoption.Seen> found) {
        ReplicaIdentity identity = found.map(seen -> seen.said().identity())
                .filter(said -> isSame(pending, said))
                .orElse(null);
        if (identity == null) {
            refuse(pending, new Reason("REPLICA_CHANGED", "image " + pending.ref() + " went, or became another one"));
            return;
        }
        Optional<Reason> conflict = conflict(pending, identity);
        if (conflict.isPresent()) {
            refuse(pending, conflict.get());
            return;
        }
        ReplicaAdoption.Seen seen = found.orElseThrow();
        take(pending, identity, seen.name(), Appraisal.of(identity, seen.said(), seen.snapshots()));
    }

    private static boolean isSame(PendingReplica pending, ReplicaIdentity said) {
        return said.epoch() == pending.epoch()
                && said.lineage().equals(pending.route().lineage());
    }

    /** The records may know the lineage, the generation or the image otherwise: then they are right. */
    private Optional<Reason> conflict(PendingReplica pending, ReplicaIdentity said) {
        Optional<Replica> owner = replicas.owning(pending.image());
        if (owner.filter(known -> !isGeneration(known, pending)).isPresent()) {
            return Optional.of(new Reason(
                    "REPLICA_KNOWN_OTHERWISE",
                    "image " + pending.ref() + " says it is generation " + said.epoch() + " of " + said.source()
                            + ", the records have it as generation "
                            + owner.get().epoch() + " of " + owner.get().source()));
        }
        Optional<Replica> generation =
                replicas.generation(pending.route().lineage(), pending.route().targetKey(), pending.epoch());
        if (generation
                .filter(known -> !wasNeverMade(known))
                .filter(known -> !pending.image().image().equals(known.image()))
                .isPresent()) {
            return Optional.of(new Reason(
                    "EPOCH_TAKEN",
                    "image " + pending.ref() + " says it is generation " + said.epoch() + " of " + said.source()
                            + ", but in the records that is image "
                            + generation.get().image() + " (" + generation.get().name() + ")"));
        }
        return replicas.ofLineage(pending.route().lineage()).stream()
                .filter(known -> !known.source().equals(said.source()))
                .findFirst()
                .map(known -> new Reason(
                        "LINEAGE_CONFLICT",
                        "image " + pending.ref() + " says lineage " + said.lineage() + " is that of " + said.source()
                                + ", in the records it is that of " + known.source()));
    }

    /** As far as the records know; they may be older than the image. */
    private static boolean wasNeverMade(Replica known) {
        return known.state() == ReplicaState.GONE && known.image() == null;
    }

    private static boolean isGeneration(Replica known, PendingReplica pending) {
        return known.lineage().equals(pending.route().lineage())
                && known.targetKey().equals(pending.route().targetKey())
                && known.epoch() == pending.epoch();
    }

    private void take(PendingReplica pending, ReplicaIdentity identity, String name, Appraisal appraisal) {
        List<Claim> taken = new ArrayList<>();
        int known = 0;
        for (Claim claim : appraisal.claims()) {
            CopyVerdict verdict = CopyVerdict.of(claim, pending.image(), copies.lock(id(pending, claim)));
            if (verdict instanceof CopyVerdict.Adopt) {
                taken.add(claim);
            } else if (verdict instanceof CopyVerdict.Refuse refused) {
                refuse(pending, claim.record().snapshot(), refused.why());
            } else {
                known++;
            }
        }
        appraisal.refused().forEach((snapshot, why) -> refuse(pending, snapshot, why));
        adoptions.decide(pending, taken.size(), known);
        if (!taken.isEmpty()) {
            Replica replica = settle(pending, identity, name, taken, appraisal.claims());
            taken.forEach(claim -> adopt(pending, replica, name, claim));
            routes.requestTidy(pending.route());
        }
    }

    private void refuse(PendingReplica pending, String snapshot, Reason why) {
        adoptions.refuse(pending.adoption(), pending.image(), pending.ref(), snapshot, why);
    }

    private static CopyId id(PendingReplica pending, Claim claim) {
        return CopyId.of(claim.record().point(), pending.route().targetKey());
    }

    /** Sees to the generation's record and decides whether increments go to it. */
    private Replica settle(
            PendingReplica pending, ReplicaIdentity identity, String name, List<Claim> taken, List<Claim> all) {
        Replica replica = replicas.generation(
                        pending.route().lineage(), pending.route().targetKey(), pending.epoch())
                .orElseGet(() -> insert(pending, identity, name, taken, all));
        if (replica.image() == null) {
            replicas.created(replica.id(), pending.image().image());
            replicas.named(replica.id(), name);
        }
        boolean proven = all.stream().anyMatch(Claim::proven);
        Optional<Replica> current = replicas
                .present(pending.route().lineage(), pending.route().targetKey())
                .stream()
                .filter(other -> other.state() == ReplicaState.CURRENT)
                .findFirst();
        if (current.isEmpty() || (proven && current.get().epoch() < replica.epoch())) {
            current.ifPresent(former -> replicas.become(former.id(), ReplicaState.RETIRED));
            replicas.become(replica.id(), ReplicaState.CURRENT);
        } else if (replica.state() == ReplicaState.GONE) {
            replicas.become(replica.id(), ReplicaState.RETIRED);
        }
        return replica;
    }

    private Replica insert(
            PendingReplica pending, ReplicaIdentity identity, String name, List<Claim> taken, List<Claim> all) {
        String key = pending.route().targetKey();
        UUID id = Replica.id(pending.route().lineage(), key, pending.epoch());
        Replica replica = new Replica(
                id,
                pending.route().lineage(),
                key,
                identity.source(),
                pending.ref().cluster(),
                pending.image().fsid(),
                pending.image().pool(),
                pending.image().namespace(),
                pending.image().image(),
                name,
                all.get(all.size() - 1).source().name(),
                pending.epoch(),
                ReplicaState.RETIRED,
                taken.get(0).record().point());
        replicas.insert(replica);
        return replica;
    }

    private void adopt(PendingReplica pending, Replica replica, String name, Claim claim) {
        Instant now = clock.instant();
        ImageRef place = new ImageRef(
                pending.ref().cluster(), pending.ref().pool(), pending.ref().namespace(), name);
        ReplicaPoint point = new ReplicaPoint(pending.image(), place, replica.epoch(), claim.snapshotId());
        TrackedCopy found = copies.find(id(pending, claim))
                .map(known -> known.foundAgain(
                        point, claim.assurance(), claim.record().knownDigest(), replica.id(), now))
                .orElseGet(() -> TrackedCopy.found(copy(pending, claim, point, now), replica.id()));
        transitions.adopt(found);
    }

    private static Copy copy(PendingReplica pending, Claim claim, ReplicaPoint place, Instant now) {
        PointRecord record = claim.record();
        return new Copy(
                id(pending, claim),
                record.point(),
                record.run(),
                record.lineage(),
                record.source(),
                claim.source(),
                record.tenant() == null ? pending.tenant() : record.tenant(),
                "",
                record.sourceSnapshotId(),
                record.snapshot(),
                record.time(),
                record.size(),
                record.consistency(),
                target(pending.ref()),
                CopyState.COMPLETE,
                claim.assurance(),
                null,
                null,
                null,
                null,
                null,
                null,
                place,
                claim.proven() ? null : unproven(),
                now,
                null,
                now,
                0,
                null,
                claim.record().knownDigest());
    }

    /** What its policy called the place is not known any more. */
    private static TargetRef target(ImageRef replica) {
        String name = replica.cluster() + "/" + replica.pool()
                + (replica.namespace().isEmpty() ? "" : "/" + replica.namespace());
        return new TargetRef(name, TargetType.RBD, replica.cluster(), replica.pool(), replica.namespace());
    }

    private static Reason unproven() {
        return new Reason(
                "NOT_PROVEN",
                "it was committed on the target, but whoever made it ended before it could be read back: verify it"
                        + " before it is relied on");
    }
}
