package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Report;
import io.spirula.e2e.chaos.Step;
import io.spirula.sandbox.SandboxException;
import java.time.Duration;

/** Owners of images with the stock tools; they know nothing of Spirula. Used by one thread. */
final class ChaosOwner {

    private static final Duration WRITING = Duration.ofMinutes(4);
    private static final int TRIES = 10;

    private final World world;
    private final RawImages source;
    private final Witness witness;
    private final Damage damage;
    private final Report report;
    private int snapshots;

    ChaosOwner(World world, RawImages source, Witness witness, Damage damage, Report report) {
        this.world = world;
        this.source = source;
        this.witness = witness;
        this.damage = damage;
        this.report = report;
    }

    void create(ChaosDisk disk) {
        world.source().rbd(disk.createArguments());
        disk.created(
                new SnapshotKey.Image(
                        world.source().cluster().fsid(),
                        disk.namespace(),
                        world.source().imageId(disk.spec())),
                disk.size());
    }

    void write(ChaosDisk disk, Step.Write step) {
        try (RandomWriter writer =
                RandomWriter.start(world.source().conf(), "rbd", disk.namespace(), disk.name(), step.seed())) {
            await("the owner wrote").atMost(WRITING).until(() -> writer.operations() >= step.operations());
        }
    }

    void resize(ChaosDisk disk, long bytes) {
        if (bytes != disk.size()
                && allowed("resize", "resize", "--no-progress", "--allow-shrink", "--size", bytes + "B", disk.spec())) {
            disk.resized(bytes);
        }
    }

    void takeSnapshot(ChaosDisk disk) {
        String name = "owners-" + ++snapshots;
        if (allowed("take a snapshot", "snap", "create", "--no-progress", disk.spec() + "@" + name)) {
            source.snapshots(disk.namespace(), disk.image().id()).stream()
                    .filter(snapshot -> snapshot.name().equals(name))
                    .forEach(disk.own()::add);
        }
    }

    boolean dropSnapshot(ChaosDisk disk, int pick) {
        if (disk.own().isEmpty()) {
            return false;
        }
        RawImages.Snapshot snapshot = disk.own().get(pick % disk.own().size());
        if (allowed("drop a snapshot", "snap", "rm", "--no-progress", disk.spec() + "@" + snapshot.name())) {
            disk.own().remove(snapshot);
        }
        return true;
    }

    void rename(ChaosDisk disk) {
        if (allowed("rename", "rename", disk.spec(), disk.pool() + "/" + disk.nextName())) {
            disk.renamed();
        }
    }

    /** What nobody has read yet is read before it goes. */
    boolean recreate(ChaosDisk disk, long bytes) {
        damage.deletes(disk.image());
        for (int attempt = 0; attempt < TRIES; attempt++) {
            source.snapshots(disk.namespace(), disk.image().id())
                    .forEach(snapshot -> witness.see(new SnapshotKey(disk.image(), snapshot.id())));
            if (allowed("purge", "snap", "purge", "--no-progress", disk.spec())) {
                disk.own().clear();
                if (allowed("delete", "rm", "--no-progress", disk.spec())) {
                    disk.resized(bytes);
                    create(disk);
                    return true;
                }
            }
        }
        return false;
    }

    void trashAndBack(ChaosDisk disk, Duration pause) {
        if (allowed("trash", "trash", "mv", disk.spec())) {
            ChaosRun.letPass(pause);
            world.source()
                    .rbd("trash", "restore", disk.pool() + "/" + disk.image().id());
        }
    }

    /** A hand that takes away a snapshot of ours; it was read before. */
    boolean removeOurs(ChaosDisk disk, int pick) {
        var ours = source.snapshots(disk.namespace(), disk.image().id()).stream()
                .filter(snapshot -> snapshot.name().startsWith("spirula-"))
                .toList();
        if (ours.isEmpty()) {
            return false;
        }
        RawImages.Snapshot snapshot = ours.get(pick % ours.size());
        SnapshotKey key = new SnapshotKey(disk.image(), snapshot.id());
        witness.see(key);
        damage.removes(key);
        allowed("remove a source snapshot of ours", "snap", "rm", "--no-progress", disk.spec() + "@" + snapshot.name());
        return true;
    }

    /** Stock tools refuse what they find in use, for instance a deletion while a move reads the image. */
    private boolean allowed(String what, String... rbd) {
        try {
            world.source().rbd(rbd);
            return true;
        } catch (SandboxException e) {
            report.count("refused by the stock tools", what);
            report.note("refused: " + e.getMessage());
            return false;
        }
    }
}
