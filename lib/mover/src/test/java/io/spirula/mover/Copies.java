package io.spirula.mover;

import io.spirula.contracts.Consistency;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.commit.CommitRequest;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.commit.Committer;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapHistory;
import io.spirula.mover.dirty.MapReport;
import io.spirula.mover.dirty.MapSurvey;
import io.spirula.mover.dirty.MapUse;
import io.spirula.mover.dirty.MapsLackChangeException;
import io.spirula.mover.dirty.Trust;
import io.spirula.mover.dirty.TrustRules;
import io.spirula.mover.move.DoneParts;
import io.spirula.mover.move.MoveJournal;
import io.spirula.mover.move.MoveRequest;
import io.spirula.mover.move.Moved;
import io.spirula.mover.move.Mover;
import io.spirula.mover.replica.HeadReport;
import io.spirula.mover.replica.PointRecord;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.mover.replica.ReplicaIdentity;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.checkup.LibrbdRelease;
import java.io.Serial;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One image and its replica on another cluster, kept in step by what this module offers, as a service would. */
public final class Copies implements AutoCloseable {

    public static final MoverLimits LIMITS = limits(WritePath.IMAGE);

    private final RbdPool sourcePool;
    private final RbdPool targetPool;
    private final RbdImage owner;
    private final String replicaName;
    private final List<Base> bases = new ArrayList<>();

    public final WritesInFlight writes = new WritesInFlight();
    public MoverLimits limits = LIMITS;
    public MoveContext context = MoveContext.UNATTENDED;
    public UnaryOperator<RbdImage> source = UnaryOperator.identity();
    public UnaryOperator<RbdImage> target = UnaryOperator.identity();
    /** Where its moves get what they need from; by themselves unless changed. */
    public UnaryOperator<MoveRequest> reads = UnaryOperator.identity();
    /** Hears what of its moves is done. */
    public MoveJournal journal = MoveJournal.NONE;

    public Function<MoverLimits, Committer> committing = Committer::new;

    public VerifyMode verify = VerifyMode.READ_BACK;
    public MoveCounts counts = new MoveCounts(0, 0, 0, 0);
    public HeadReport head = new HeadReport(false, "", 0);

    /** What the administrator says of the source's writers. */
    public DiffMode diff = DiffMode.EXACT;

    /** How the newest copy's changes were found. */
    public Trust trust = new Trust.Exact(Trust.Code.NO_BASE, "");

    /** What the maps said when it was made; null if they were not asked. */
    public @Nullable MapReport maps;

    public MapHistory history = MapHistory.NONE;
    public String distrusted = "";

    /** Whether all that the source has is copied, on top of a base, too. */
    public boolean everything;

    /** Whether digests are kept up, where that takes reading. */
    public boolean digest = true;

    /** By source snapshot: of those that were copied and have one. */
    public final Map<Long, PointDigest> digests = new HashMap<>();

    /** Where a new replica has its data; null for its own pool. */
    public @Nullable String dataPool;

    /** Of a new image, and a replica that has its data in a pool of the same name. */
    public Copies(RbdPool sourcePool, RbdPool targetPool, String name, ImageSpec spec) {
        this(sourcePool, targetPool, created(sourcePool, name, spec), name + "-replica");
        dataPool = spec.dataPool();
    }

    /**
     * Of an image that is there.
     *
     * @param owner is closed with this
     */
    public Copies(RbdPool sourcePool, RbdPool targetPool, RbdImage owner, String replicaName) {
        this.sourcePool = sourcePool;
        this.targetPool = targetPool;
        this.owner = owner;
        this.replicaName = replicaName;
    }

    private static RbdImage created(RbdPool pool, String name, ImageSpec spec) {
        pool.create(name, spec);
        return pool.open(ImageLocator.byName(name));
    }

    public static MoverLimits limits(WritePath writePath) {
        return new MoverLimits(16 << 20, 32, 2, 2, Duration.ofSeconds(20), writePath);
    }

    /** The source at HEAD, for its owner to change. */
    public RbdImage owner() {
        return owner;
    }

    public List<Base> bases() {
        return bases;
    }

    public Base newest() {
        return bases.get(bases.size() - 1);
    }

    public long snapshot(String name) {
        return owner.snapshots().create(name);
    }

    public RbdImage openReplica() {
        return targetPool.open(ImageLocator.byName(replicaName));
    }

    public RbdImage openReplicaAt(long snapshot) {
        return targetPool.openSnapshot(ImageLocator.byName(replicaName), snapshot);
    }

    public RbdImage openSourceAt(long snapshot) {
        return sourcePool.openSnapshot(ImageLocator.byId(owner.id().image()), snapshot);
    }

    public boolean replicaExists() {
        return targetPool.images().stream().anyMatch(image -> image.name().equals(replicaName));
    }

    /** Has somebody do something to the replica when all of a move is written, and nothing of it committed. */
    public void meanwhile(Consumer<RbdImage> action) {
        context = new WhenWritten(bytes -> onReplica(action));
    }

    public void onReplica(Consumer<RbdImage> action) {
        try (RbdImage replica = openReplica()) {
            action.accept(replica);
        }
    }

    /** Takes a snapshot and copies it. */
    public CommitResult protect(String name) {
        return copy(snapshot(name));
    }

    /** Copies a snapshot: an increment of the newest copied one, or a full if there is none. */
    public CommitResult copy(long end) {
        return copySince(bases.isEmpty() ? null : newest(), end);
    }

    /**
     * Copies a snapshot.
     *
     * @param base any that was copied before, which HEAD goes back to; null for a full into a new image
     */
    public CommitResult copySince(@Nullable Base base, long end) {
        if (base == null) {
            seed();
        }
        try (RbdImage from = openSourceAt(end);
                RbdImage to = openReplica()) {
            to.lock().acquire();
            if (base != null) {
                head = new ReplicaHead(new ImageComparer(limits)).settle(to, base.targetSnapshotId(), context);
            }
            RbdImage target = this.target.apply(to);
            RbdImage source = this.source.apply(from);
            List<Snapshot> snapshots = from.snapshots().list();
            history = base == null ? history : history.before(base.sourceSnapshotId());
            trust = trust(source, base);
            boolean everything = base == null || this.everything || history.everything(!distrusted.isEmpty());
            MapUse use = trust.readsMaps() && !everything ? trust.use(history.auditNext(), System.nanoTime()) : null;
            MoveRequest request =
                    new MoveRequest(source, target, base, DoneParts.nothing(), use, everything, baseDigest(base));
            Long header = base == null ? null : head.header();
            try (Moved moved = new Mover(limits, writes).move(reads.apply(request.knownAt(header)), journal, context)) {
                counts = moved.counts();
                maps = moved.search().maps();
                CommitResult result = commit(from, target, end, base, moved);
                if (result instanceof CommitResult.Committed) {
                    Long start = base == null ? null : base.sourceSnapshotId();
                    history = history.after(snapshots, end, start, trust, everything, moved.search());
                }
                return result;
            } catch (MapsLackChangeException e) {
                maps = e.report();
                distrusted = maps.text();
                throw new MapsDistrustedException();
            }
        }
    }

    CommitResult commit(RbdImage from, RbdImage target, long end, @Nullable Base base, Moved moved) {
        CommitResult result = committing
                .apply(limits)
                .commit(new CommitRequest(from, target, identity(), point(from, end), base, verify), moved, context);
        if (result instanceof CommitResult.Committed committed) {
            bases.add(new Base(end, committed.replicaSnapshotId()));
            if (moved.digest() != null) {
                digests.put(end, moved.digest());
            }
        }
        return result;
    }

    @Nullable
    PointDigest baseDigest(@Nullable Base base) {
        return base == null || !digest ? null : digests.get(base.sourceSnapshotId());
    }

    private Trust trust(RbdImage source, @Nullable Base base) {
        if (base != null && history.everything(!distrusted.isEmpty())) {
            return new Trust.Exact(Trust.Code.MAPS_DISTRUSTED, distrusted);
        }
        return TrustRules.withoutLooking(diff, base != null)
                .orElseGet(() -> TrustRules.judge(new MapSurvey(Optional.of(new LibrbdRelease(16, 2, 15)))
                        .look(source, base.sourceSnapshotId(), history, distrusted)));
    }

    /** What was moved went by maps that lack a change: it is to be copied again. */
    public static final class MapsDistrustedException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1;
    }

    public ReplicaIdentity identity() {
        return new ReplicaIdentity(LineageId.mintFor(owner.id()), owner.id(), 1);
    }

    public PointRecord point(RbdImage from, long end) {
        Snapshot snapshot = from.snapshots().find(end).orElseThrow();
        RunId run = new RunId(new UUID(7, end));
        return new PointRecord(
                PointRecord.VERSION,
                snapshot.name(),
                PointId.of(run, identity().lineage()),
                run,
                identity().lineage(),
                owner.id(),
                "site-a/rbd/" + owner.name(),
                end,
                Instant.parse("2026-03-01T12:00:00Z").plusSeconds(end),
                from.size(),
                Consistency.CRASH,
                "acme",
                null);
    }

    /** Before the first attempt at a full. */
    void prepare() {
        if (bases.isEmpty()) {
            seed();
        }
    }

    /** What an earlier try left is thrown away: a full goes into an image that has nothing. */
    private void seed() {
        targetPool.images().stream()
                .filter(image -> image.name().equals(replicaName))
                .forEach(image -> targetPool.remove(image.id(), (done, total) -> {}));
        ImageInfo info = owner.info();
        ImageSpec spec =
                new ImageSpec(0, Long.numberOfTrailingZeros(info.objectSize()), ImageFeatures.DEFAULT, 0, 0, dataPool);
        targetPool.create(
                replicaName, info.stripeCount() > 1 ? spec.withStriping(info.stripeUnit(), info.stripeCount()) : spec);
    }

    @Override
    public void close() {
        owner.close();
    }
}
