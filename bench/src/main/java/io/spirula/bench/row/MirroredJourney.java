package io.spirula.bench.row;

import io.spirula.bench.tool.MirrorDaemon;
import io.spirula.bench.tool.SnapshotMirror;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.Content;
import io.spirula.bench.world.Disk;
import io.spirula.bench.world.Sites;
import io.spirula.rbd.RbdPool;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The twin of the image in a pool that is mirrored: rbd-mirror keeps its own replica and its own snapshots. */
final class MirroredJourney implements Journey {

    private final Sites sites;
    private final String name;
    private final SnapshotMirror mirror;
    private final Workload workload;
    private final Kind kind;
    private @Nullable Disk disk;
    private boolean mirrored;
    private int turns;
    /** The SHA-256 of what the source held at the base. */
    private String before = "";

    MirroredJourney(Sites sites, String name, SnapshotMirror mirror, Workload workload, Kind kind) {
        this.sites = sites;
        this.name = name;
        this.mirror = mirror;
        this.workload = workload;
        this.kind = kind;
    }

    @Override
    public Step prepare(int pair, boolean checked) {
        turns++;
        var owned = disk;
        if (owned == null) {
            owned = Disk.create(sites.sourceClient(), MirrorDaemon.POOL, name, workload.size());
            disk = owned;
            workload.prepare().on(owned, 0, 0);
        }
        if (kind == Kind.INCREMENT) {
            toBase(owned, pair);
        }
        before = checked && mirrored
                ? content(sites.sourceClient().openPool(MirrorDaemon.POOL, ""), mirror.sourceSnapshot(name))
                : "";
        workload.change().on(owned, pair, turns);
        return step(kind == Kind.SEED);
    }

    private void toBase(Disk owned, int pair) {
        var reset = workload.reset();
        if (reset != null) {
            reset.on(owned, pair, -turns);
        }
        if (reset != null || !mirrored) {
            mirror.carry(List.of(step(!mirrored)));
            mirrored = true;
        }
    }

    private Step step(boolean first) {
        return new Step(name, name, first ? null : "the one before", "the next one");
    }

    @Override
    public Optional<String> check(Step step, boolean stock) {
        var source = content(sites.sourceClient().openPool(MirrorDaemon.POOL, ""), mirror.sourceSnapshot(name));
        var target = content(sites.targetClient().openPool(MirrorDaemon.POOL, ""), mirror.targetSnapshot(name));
        return source.equals(target)
                ? Optional.empty()
                : Optional.of("its complete snapshot does not hold what the source's snapshot holds, but "
                        + (target.equals(before) ? "what the one before held" : "something else") + "; its HEAD "
                        + (source.equals(head()) ? "does" : "does not either"));
    }

    private String head() {
        try (var pool = sites.targetClient().openPool(MirrorDaemon.POOL, "")) {
            return Content.sha256OfHead(pool, name);
        }
    }

    private String content(RbdPool pool, long snapshot) {
        try (pool) {
            return Content.sha256(pool, name, snapshot);
        }
    }

    @Override
    public boolean isOurs() {
        return false;
    }

    @Override
    public void finish(Step step) {
        if (kind == Kind.SEED) {
            mirror.disable(name);
        }
    }

    @Override
    public void abandon() {
        // rbd-mirror is out from now on
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
    }
}
