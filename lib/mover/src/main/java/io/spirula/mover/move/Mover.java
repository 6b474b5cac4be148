package io.spirula.mover.move;

import io.spirula.mover.Base;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveCounts;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.MoveProgress;
import io.spirula.mover.MoverLimits;
import io.spirula.mover.Throttle;
import io.spirula.mover.Traffic;
import io.spirula.mover.WritePath;
import io.spirula.mover.WritesInFlight;
import io.spirula.mover.digest.PointDigest;
import io.spirula.mover.dirty.MapReport;
import io.spirula.mover.dirty.MapSearch;
import io.spirula.mover.dirty.Search;
import io.spirula.mover.feed.Seat;
import io.spirula.mover.pipeline.BufferPool;
import io.spirula.mover.pipeline.Channel;
import io.spirula.mover.pipeline.Crew;
import io.spirula.mover.pipeline.DiffStage;
import io.spirula.mover.pipeline.EveryPart;
import io.spirula.mover.pipeline.Filled;
import io.spirula.mover.pipeline.MapWitness;
import io.spirula.mover.pipeline.Parts;
import io.spirula.mover.pipeline.Pulse;
import io.spirula.mover.pipeline.Shift;
import io.spirula.mover.pipeline.Window;
import io.spirula.mover.replica.ReplicaLock;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a target's HEAD equal to a source snapshot by moving what differs.
 *
 * <p>Differences are found exactly, in every object or in those that object maps name; what they cover is read, hashed and written, zero blocks left out where the target has
 * nothing either. Memory is bounded by the limits whatever the image's size. Thread-safe; each move has its own buffers.
 */
public final class Mover {

    private static final int CHANNEL = 4096;
    /** Parts that a move remembers to have taken from a feed: 16 MiB. */
    private static final int MOST_TAKEN = 1 << 19;

    private final MoverLimits limits;
    private final WritesInFlight writesInFlight;

    public Mover(MoverLimits limits) {
        this(limits, new WritesInFlight());
    }

    /**
     * @param writesInFlight counts what this mover has in flight, perhaps together with others
     */
    public Mover(MoverLimits limits, WritesInFlight writesInFlight) {
        this.limits = limits;
        this.writesInFlight = writesInFlight;
    }

    /** The same without a journal. */
    public Moved move(MoveRequest request, MoveContext context) {
        return move(request, MoveJournal.NONE, context);
    }

    /**
     * Moves, and flushes the target. Blocks until done. Afterwards the target's handle is good for its metadata and for
     * making and removing snapshots; whoever reads or changes HEAD opens another one. To try again from the beginning, an
     * increment needs its HEAD settled again, a full another new image; to go on with what the journal has, see
     * {@link MoveRequest#done()}.
     *
     * @param journal knows what of the request is done already, and hears what is done from then on
     * @return what was moved, only after the source was seen to have both snapshots still; to be closed
     * @throws MoveFailedException if it was not wholly done; the target's HEAD is then anything between base and end
     * @throws io.spirula.mover.dirty.MapsLackChangeException if it went by object maps that lack a change: the same
     */
    public Moved move(MoveRequest request, MoveJournal journal, MoveContext context) {
        ChunkHashes hashes = request.done().hashes();
        try {
            MapSearch maps = maps(request);
            Findings findings = new Findings(hashes, new JournalWriter(hashes, journal), maps);
            Outcome outcome = moveInto(findings, request, context);
            MapReport report = maps == null ? null : maps.report();
            Run run = outcome.run();
            Search search = new Search(run.counts().changed() > 0, run.written(), report);
            return new Moved(run.counts(), hashes, search, outcome.digest(), outcome.header());
        } catch (RbdException e) {
            hashes.close();
            throw MoveFailedException.ceph(e);
        } catch (RuntimeException | Error e) {
            hashes.close();
            throw e;
        } finally {
            if (request.seat() != null) {
                request.seat().close();
            }
        }
    }

    /** What is learnt while it moves. */
    private record Findings(
            ChunkHashes hashes,
            JournalWriter journal,
            @Nullable MapSearch maps) {

        void heed() {
            journal.writeIfDue();
            if (maps != null) {
                maps.requireTrue();
            }
        }
    }

    /** What was done, and where some of the extents begin that have data. */
    private record Run(MoveCounts counts, List<Long> written) {}

    /** What came of it. */
    private record Outcome(
            Run run, @Nullable PointDigest digest, @Nullable Long header) {}

    private static @Nullable MapSearch maps(MoveRequest request) {
        Base base = request.base();
        return base == null || request.maps() == null
                ? null
                : new MapSearch(request.source(), base.sourceSnapshotId(), request.maps());
    }

    private Outcome moveInto(Findings findings, MoveRequest request, MoveContext context) {
        long end = SourceSnapshots.end(request.source());
        SourceSnapshots.requirePresent(request.source(), end, request.base());
        ReplicaLock.requireHeld(request.target());
        if (!request.done().isEmpty()) {
            requireContinuable(request);
        } else if (request.base() == null) {
            TargetHead.requireEmpty(request.target());
        }
        Long header = resize(request);
        Outcome outcome;
        try {
            outcome = run(request, findings, header, context);
            findings.journal().write();
        } catch (MoveFailedException e) {
            findings.journal().writeAfter(e);
            SourceSnapshots.explain(e, request.source(), end, request.base());
            throw e;
        }
        request.target().flush();
        SourceSnapshots.requirePresent(request.source(), end, request.base());
        return outcome;
    }

    /** The header's version from then on; null if somebody else changed it before, or is about to. */
    private static @Nullable Long resize(MoveRequest request) {
        RbdImage target = request.target();
        boolean begins = request.base() == null && request.done().isEmpty();
        boolean alone = begins
                || (Objects.equals(request.header(), target.header().version())
                        && target.size() == sizeBefore(request));
        TargetHead.resize(target, request.source().size());
        return alone ? target.header().version() : null;
    }

    /** While an image is made smaller it has that size already, but its header does not change before all of it is done. */
    private static long sizeBefore(MoveRequest request) {
        Base base = request.base();
        return base == null || !request.done().isEmpty()
                ? request.source().size()
                : request.target()
                        .snapshots()
                        .find(base.targetSnapshotId())
                        .map(Snapshot::size)
                        .orElse(-1L);
    }

    private static void requireContinuable(MoveRequest request) {
        if (request.base() == null) {
            TargetHead.requireNoSnapshot(request.target());
        }
        TargetHead.requireSize(request.target(), request.source().size());
    }

    private Outcome run(MoveRequest request, Findings findings, @Nullable Long header, MoveContext context) {
        try (FormerContent former = FormerContent.of(request, limits)) {
            Run done = run(request, former, findings, context);
            Optional<PointDigest> lost = former.beyond(request.source().size(), context);
            return new Outcome(
                    done,
                    lost.map(beyond -> digest(request, findings.hashes(), beyond))
                            .orElse(null),
                    header);
        }
    }

    private static @Nullable PointDigest digest(MoveRequest request, ChunkHashes hashes, PointDigest lost) {
        if (request.isWhole()) {
            return hashes.digest();
        }
        PointDigest base = request.baseDigest();
        return base == null
                ? null
                : hashes.former()
                        .map(former -> base.minus(former).minus(lost).plus(hashes.digest()))
                        .orElse(null);
    }

    private Run run(MoveRequest request, FormerContent former, Findings findings, MoveContext context) {
        Base base = request.base();
        if (base == null) {
            return run(request, null, former, findings, context);
        }
        RbdImage target = request.target();
        try (RbdImage before =
                target.pool().openSnapshot(ImageLocator.byId(target.id().image()), base.targetSnapshotId())) {
            return run(request, before, former, findings, context);
        }
    }

    private Run run(
            MoveRequest request,
            @Nullable RbdImage before,
            FormerContent former,
            Findings findings,
            MoveContext context) {
        Pulse pulse = new Pulse();
        ChunkHashes hashes = findings.hashes();
        BufferPool buffers = new BufferPool(limits.bufferBytes());
        Channel<Filled<Window>> filled = new Channel<>(CHANNEL, 1);
        Channel<WriteJob> jobs = new Channel<>(CHANNEL, limits.hashThreads());
        long doneBefore = request.done().bytes();
        MapWitness witness = new MapWitness(request.source());
        Windows windows =
                windows(request, before, findings.maps(), witness, new Filling(buffers, filled, pulse), context);
        Allocation allocation = before == null ? null : new Allocation(before);
        ScanStage scan = new ScanStage(buffers, filled, new ZeroPolicy(allocation), hashes, jobs);
        Crew crew = new Crew("move-" + request.target().id().image());
        windows.join(crew);
        WriteStage write = new WriteStage(
                () -> writes(request.target()),
                buffers,
                jobs,
                former.join(crew, allocation, hashes, pulse, context),
                context,
                pulse,
                writesInFlight.share());
        for (int i = 0; i < limits.hashThreads(); i++) {
            crew.add("scan", scan);
        }
        crew.add("write", write);
        Shift shift = new Shift(limits, context, pulse);
        Supplier<MoveProgress> progress = () -> MoveProgress.found(
                MoveProgress.Phase.MOVE, doneBefore + scan.read(), windows.finished(), windows.covered());
        try {
            shift.run(crew, findings::heed, progress);
            if (findings.maps() != null) {
                Crew auditors = new Crew("audit-" + request.source().id().image());
                findings.maps().auditOn(auditors, limits.diffThreads(), witness, pulse);
                shift.run(auditors, findings::heed, progress);
            }
        } finally {
            context.wrote(write.written());
        }
        MoveCounts counts = new MoveCounts(windows.covered(), hashes.bytes(), hashes.written(), hashes.zeroed());
        return new Run(counts, windows.written());
    }

    private Windows windows(
            MoveRequest request,
            @Nullable RbdImage before,
            @Nullable MapSearch maps,
            MapWitness witness,
            Filling filling,
            MoveContext context) {
        Parts parts = parts(request, maps, context, filling.pulse());
        Throttle throttle = context.throttle(Traffic.BETWEEN);
        List<DiffStage.Side> sides = sides(request, before);
        Seat seat = request.seat();
        if (seat == null) {
            return new OwnReads(
                    request.source(), sides, parts, witness, request.done()::left, limits, filling, throttle);
        }
        Taken taken = new Taken(MOST_TAKEN);
        OwnReads own = new OwnReads(request.source(), sides, parts, witness, taken::left, limits, filling, throttle);
        return new FedReads(seat, taken, own, filling, throttle);
    }

    private static List<DiffStage.Side> sides(MoveRequest request, @Nullable RbdImage before) {
        Base base = request.base();
        if (base != null && !request.everything()) {
            return List.of(new DiffStage.Side(request.source(), base.sourceSnapshotId()));
        }
        List<DiffStage.Side> sides = new ArrayList<>(List.of(new DiffStage.Side(request.source(), null)));
        if (before != null) {
            sides.add(new DiffStage.Side(before, null));
        }
        return sides;
    }

    private Parts parts(MoveRequest request, @Nullable MapSearch maps, MoveContext context, Pulse pulse) {
        RbdImage source = request.source();
        if (maps == null) {
            return new EveryPart(0, source.size(), source.info().stripePeriod(), limits.diffThreads());
        }
        Crew reader = new Crew("maps-" + source.id().image());
        reader.add("read", maps::read);
        new Shift(limits, context, pulse).run(reader, () -> new MoveProgress(MoveProgress.Phase.DIFF, 0, null));
        return maps.parts();
    }

    private TargetQueue writes(RbdImage target) {
        boolean pastLibrbd = limits.writePath() == WritePath.OBJECTS
                && ObjectQueue.obstacle(target.info(), target.parent()).isEmpty();
        return pastLibrbd ? new ObjectWrites(target, limits.depth()) : new ImageWrites(target, limits.depth());
    }
}
