package io.spirula.bench.move;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.commit.CommitRequest;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.commit.Committer;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapUse;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Mover;
import io.spirula.mover.replica.LockSeal;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Orders, carried out as transfer-service does it: lock, settle HEAD, move, commit, seal. Thread-safe. */
final class Move {

    /** The defaults of transfer-service. */
    private static final int BUFFER = 32 << 20;

    private static final Duration NO_PROGRESS = Duration.ofMinutes(2);

    private final RbdPool sources;
    private final RbdPool targets;
    private final Map<String, Seal> seals = new ConcurrentHashMap<>();

    /**
     * @param snapshotId that HEAD of the replica is
     * @param version of its header
     */
    private record Seal(long snapshotId, long version) {}

    Move(RbdPool sources, RbdPool targets) {
        this.sources = sources;
        this.targets = targets;
    }

    /**
     * @throws IllegalStateException if what was read back is not what the source holds
     */
    void carryOut(Order order) {
        var begun = System.nanoTime();
        var tuning = order.tuning();
        var limits = new MoverLimits(
                BUFFER, tuning.depth(), tuning.diffThreads(), tuning.hashThreads(), NO_PROGRESS, order.writePath());
        if (order.base() == null) {
            targets.create(order.replica(), ImageSpec.ofSize(0));
        }
        try (RbdImage target = targets.open(ImageLocator.byName(order.replica()))) {
            var header = settle(order, target, limits);
            if (order.end() != null) {
                carryOut(order, order.end(), target, header, limits, begun);
            }
        }
    }

    /**
     * Takes the lock, and makes HEAD the base unless the seal says that it still is. Returns the version of the header that
     * it is known as of; null without a base.
     */
    private @Nullable Long settle(Order order, RbdImage target, MoverLimits limits) {
        var seal = seals.remove(order.replica());
        var sealed = LockSeal.acquire(
                target, seal == null ? OptionalLong.empty() : OptionalLong.of(seal.version()), Move::unsealed);
        if (order.base() == null) {
            return null;
        }
        var base = find(target, order.base()).id();
        var known = sealed.isPresent() && seal != null && seal.snapshotId() == base;
        var header = known
                ? sealed.getAsLong()
                : new ReplicaHead(new ImageComparer(limits))
                        .settle(target, base, MoveContext.UNATTENDED)
                        .header();
        if (order.end() == null) {
            release(order, target, base, header);
        }
        return header;
    }

    private static void unsealed(RbdException e) {
        System.err.println("no seal: " + e.getMessage());
    }

    private void release(Order order, RbdImage target, long snapshotId, long header) {
        LockSeal.release(target, header, snapshotId, Move::unsealed)
                .ifPresent(version -> seals.put(order.replica(), new Seal(snapshotId, version)));
    }

    private void carryOut(
            Order order, String endName, RbdImage target, @Nullable Long header, MoverLimits limits, long begun) {
        var end = snapshotOfSource(order, endName);
        try (RbdImage source = sources.openSnapshot(ImageLocator.byName(order.image()), end.id())) {
            var base = base(order, source, target);
            var request = request(order, source, target, base, begun).knownAt(header);
            try (var moved = new Mover(limits).move(request, MoveContext.UNATTENDED)) {
                var result = new Committer(limits)
                        .commit(
                                new CommitRequest(
                                        source, target, identity(source), point(source, end), base, order.verify()),
                                moved,
                                MoveContext.UNATTENDED);
                if (!(result instanceof CommitResult.Committed committed)) {
                    throw new IllegalStateException(order + ": " + result);
                }
                release(order, target, committed.replicaSnapshotId(), Objects.requireNonNull(committed.header()));
            }
        }
    }

    private static MoveRequest request(Order order, RbdImage source, RbdImage target, @Nullable Base base, long begun) {
        // it is as much work whatever the base has
        var digest = order.digest() == DigestMode.NONE ? null : PointDigest.ZERO;
        var maps = order.byMaps() && base != null ? new MapUse(0, false, begun) : null;
        return new MoveRequest(source, target, base, DoneParts.nothing(), maps, base == null, digest);
    }

    private Snapshot snapshotOfSource(Order order, String name) {
        try (RbdImage image = sources.openReadOnly(ImageLocator.byName(order.image()))) {
            return find(image, name);
        }
    }

    private static @Nullable Base base(Order order, RbdImage source, RbdImage target) {
        return order.base() == null
                ? null
                : new Base(
                        find(source, order.base()).id(),
                        find(target, order.base()).id());
    }

    private static Snapshot find(RbdImage image, String name) {
        return image.snapshots()
                .find(name)
                .orElseThrow(() -> new IllegalStateException(image.name() + " has no snapshot " + name));
    }

    private static ReplicaIdentity identity(RbdImage source) {
        return new ReplicaIdentity(LineageId.mintFor(source.id()), source.id(), 1);
    }

    private static PointRecord point(RbdImage source, Snapshot end) {
        var lineage = LineageId.mintFor(source.id());
        var run = new RunId(new UUID(0, end.id()));
        return new PointRecord(
                PointRecord.VERSION,
                end.name(),
                PointId.of(run, lineage),
                run,
                lineage,
                source.id(),
                "site-a/" + Order.POOL + "/" + source.name(),
                end.id(),
                end.createdAt(),
                end.size(),
                Consistency.CRASH,
                "default",
                null);
    }
}
