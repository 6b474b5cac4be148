package io.spirula.bench.row;

import io.spirula.bench.move.MoverProcess;
import io.spirula.bench.tool.SpirulaMove;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.Content;
import io.spirula.bench.world.Disk;
import io.spirula.bench.world.Sites;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.mover.WritePath;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdPool;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One image and one replica that all those use who take any replica: each goes on where the one before ended. */
final class SharedJourney implements Journey {

    private final Sites sites;
    private final String name;
    private final Workload workload;
    private final Kind kind;
    private final SpirulaMove carrier;
    private final RbdPool sources;
    private final RbdPool targets;
    private @Nullable Disk disk;
    private int turns;
    private int replicas;
    /** The snapshot that both have, and that the replica's HEAD equals. */
    private @Nullable String common;

    SharedJourney(Sites sites, String name, MoverProcess mover, Workload workload, Kind kind) {
        this.sites = sites;
        this.name = name;
        this.workload = workload;
        this.kind = kind;
        this.carrier = new SpirulaMove(mover, WritePath.IMAGE, VerifyMode.NONE, DigestMode.NONE, false);
        this.sources = sites.sourceClient().openPool(Step.POOL, "");
        this.targets = sites.targetClient().openPool(Step.POOL, "");
    }

    @Override
    public Step prepare(int pair, boolean checked) {
        turns++;
        var owned = disk();
        if (kind == Kind.SEED) {
            replicas++;
        } else {
            toBase(owned, pair);
        }
        workload.change().on(owned, pair, turns);
        var end = "end-" + turns;
        owned.snapshot(end);
        var step = new Step(name, replica(), common, end);
        if (common != null) {
            carrier.rest(step, common);
        }
        return step;
    }

    private Disk disk() {
        var owned = disk;
        if (owned == null) {
            owned = Disk.create(sites.sourceClient(), Step.POOL, name, workload.size());
            disk = owned;
            workload.prepare().on(owned, 0, 0);
        }
        return owned;
    }

    private void toBase(Disk owned, int pair) {
        var reset = workload.reset();
        var before = common;
        if (reset == null && before != null) {
            return;
        }
        if (reset != null) {
            reset.on(owned, pair, -turns);
        }
        if (before == null) {
            replicas++;
        }
        var base = "base-" + turns;
        owned.snapshot(base);
        carrier.carry(List.of(new Step(name, replica(), before, base)));
        common = base;
        if (before != null) {
            forget(before);
        }
    }

    @Override
    public Optional<String> check(Step step, boolean stock) {
        var source = stock
                ? sites.sourceTools().sha256(Step.POOL + "/" + name + "@" + step.end())
                : content(sources, name, step.end());
        var target = stock
                ? sites.targetTools().sha256(Step.POOL + "/" + step.replica() + "@" + step.end())
                : content(targets, step.replica(), step.end());
        return source.equals(target)
                ? Optional.empty()
                : Optional.of("SHA-256 of " + step.end() + " is " + source + " at the source, but " + target
                        + " at the target");
    }

    private static String content(RbdPool pool, String image, String snapshot) {
        return Content.sha256(pool, image, id(pool, image, snapshot));
    }

    private static long id(RbdPool pool, String image, String snapshot) {
        try (var open = pool.openReadOnly(ImageLocator.byName(image))) {
            return open.snapshots().find(snapshot).orElseThrow().id();
        }
    }

    @Override
    public boolean isOurs() {
        return true;
    }

    @Override
    public void finish(Step step) {
        if (kind == Kind.SEED) {
            disk().removeSnapshot(step.end());
            removeReplica();
        } else {
            var before = common;
            common = step.end();
            if (before != null) {
                forget(before);
            }
        }
    }

    private void forget(String snapshot) {
        disk().removeSnapshot(snapshot);
        try (var replica = targets.open(ImageLocator.byName(replica()))) {
            replica.snapshots()
                    .remove(replica.snapshots().find(snapshot).orElseThrow().id());
        }
    }

    /** The replica stays where it is, for somebody may still have it open; it goes with the cluster. */
    @Override
    public void abandon() {
        common = null;
        var owned = disk();
        owned.image().snapshots().list().forEach(snapshot -> owned.removeSnapshot(snapshot.name()));
    }

    private void removeReplica() {
        sites.targetTools().rbd("snap", "purge", "--no-progress", Step.POOL + "/" + replica());
        sites.targetTools().rbd("rm", "--no-progress", Step.POOL + "/" + replica());
    }

    private String replica() {
        return name + "-replica-" + replicas;
    }

    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
        sources.close();
        targets.close();
    }
}
