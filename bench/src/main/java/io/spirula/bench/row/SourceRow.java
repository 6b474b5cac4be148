package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Meter;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Quiet;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.tool.Every;
import io.spirula.bench.tool.Hammer;
import io.spirula.bench.tool.MirrorDaemon;
import io.spirula.bench.tool.SnapshotMirror;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.Disk;
import io.spirula.bench.world.Poll;
import io.spirula.bench.world.Services;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.sandbox.CephTools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a guest loses by protection: its random 4 KiB writes a second while its image is protected in one way or another. */
final class SourceRow implements Row {

    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final int KEPT = 3;
    private static final String SPIRULA = "by-spirula";
    private static final String REPLAYED = "replayed";
    private static final String MIRROR = "by-mirror";

    private final long size;
    private final Duration time;

    SourceRow(Scale scale) {
        size = scale.pick(64 * Scale.MIB, Scale.GIB);
        time = Duration.ofSeconds(scale.pick(12, 35));
    }

    @Override
    public String name() {
        return "source-iops";
    }

    @Override
    public String title() {
        return "random direct writes of 4 KiB, 16 in flight, for " + time.toSeconds() + " s on an image of "
                + Rows.text(size) + ", protected every " + PERIOD.toSeconds() + " s";
    }

    @Override
    public void measure(Scale scale, Figures figures) {
        try (var services = Services.start(name());
                @Nullable
                        MirrorDaemon daemon = MirrorDaemon.isInstalled() ? MirrorDaemon.start(services.sites()) : null;
                @Nullable
                        SnapshotMirror mirror = daemon == null ? null : new SnapshotMirror(services.sites(), daemon)) {
            var source = services.sites().sourceTools();
            List<Act> acts = new ArrayList<>();
            List<Disk> disks = new ArrayList<>();
            try {
                var plain = create(services, Step.POOL, "plain", disks);
                acts.add(new Act("unprotected", List.of(), () -> hammer(plain)));
                var snapped = create(services, Step.POOL, "snapped", disks);
                var snapshots = new AtomicInteger();
                acts.add(new Act("snap-create", List.of(), () -> {
                    try (var every = new Every(PERIOD, () -> snapshot(source, snapped, snapshots))) {
                        return hammer(snapped);
                    }
                }));
                var spirula = create(services, Step.POOL, SPIRULA, disks);
                var api = services.api();
                api.protect(SPIRULA, PERIOD.toSeconds() + "s");
                api.pause(SPIRULA);
                acts.add(new Act("spirula-services", services.pids(), () -> {
                    var before = api.completedRuns(SPIRULA);
                    api.resume(SPIRULA);
                    var figure = hammer(spirula);
                    if (api.completedRuns(SPIRULA) == before) {
                        figures.fail("spirula-services: no run completed meanwhile");
                    }
                    return figure;
                }));
                if (daemon == null || mirror == null) {
                    figures.note("rbd-mirror is not installed, so it is left out");
                } else {
                    var mirrored = create(services, MirrorDaemon.POOL, MIRROR, disks);
                    mirror.carry(List.of(new Step(MIRROR, MIRROR, null, "")));
                    acts.add(new Act(SnapshotMirror.NAME, List.of(daemon.pid()), () -> {
                        try (var every =
                                new Every(PERIOD, () -> source.rbd("mirror", "image", "snapshot", mirrored.spec()))) {
                            return hammer(mirrored);
                        }
                    }));
                    var journaled = create(services, MirrorDaemon.POOL, "by-journal", disks);
                    source.rbd("mirror", "image", "enable", journaled.spec(), "journal");
                    awaitReplay(services, journaled);
                    acts.add(new Act("mirror-journal", List.of(daemon.pid()), () -> hammer(journaled)));
                }
                Act.turns(scale, acts, figures)
                        .take(
                                (pair, act) -> {
                                    if (!Quiet.await(services.sites())) {
                                        figures.note("the OSDs were still busy two minutes after a turn");
                                    }
                                    scale.profiles()
                                            .around(
                                                    name(),
                                                    act.name(),
                                                    pair,
                                                    services.sites(),
                                                    act.pids(),
                                                    () -> turn(services, figures, act));
                                    if (act.name().startsWith("spirula")) {
                                        api.pause(SPIRULA);
                                    }
                                },
                                act -> {});
            } finally {
                disks.forEach(Disk::close);
            }
        }
    }

    /** The first copy is made, and what is written since arrives: a snapshot, for instance. */
    private static void awaitReplay(Services services, Disk disk) {
        disk.snapshot(REPLAYED);
        try (var pool = services.sites().targetClient().openPool(MirrorDaemon.POOL, "")) {
            Poll.until(
                    "rbd-mirror to copy " + disk.spec(),
                    Duration.ofMinutes(10),
                    Duration.ofMillis(200),
                    () -> replayed(pool, disk.name()));
        }
        disk.removeSnapshot(REPLAYED);
    }

    private static Optional<Snapshot> replayed(RbdPool pool, String name) {
        try (var replica = pool.openReadOnly(ImageLocator.byName(name))) {
            return replica.snapshots().find(REPLAYED);
        } catch (RbdNotFoundException e) {
            return Optional.empty();
        }
    }

    private static void turn(Services services, Figures figures, Act act) {
        var meter = Meter.start(services.sites(), act.pids());
        var given = act.work().get();
        figures.add(act.name(), Act.together(meter.stop(), given));
    }

    private Sample hammer(Disk disk) {
        return Sample.of(Metric.IOPS, Hammer.iops(disk, time, System.nanoTime()));
    }

    /** As a simple script does: one more, and those go that are too many. */
    private static void snapshot(CephTools tools, Disk disk, AtomicInteger snapshots) {
        var number = snapshots.incrementAndGet();
        tools.rbd("snap", "create", "--no-progress", disk.spec() + "@every-" + number);
        if (number > KEPT) {
            tools.rbd("snap", "rm", "--no-progress", disk.spec() + "@every-" + (number - KEPT));
        }
    }

    private Disk create(Services services, String pool, String name, List<Disk> disks) {
        var disk = Disk.create(services.sites().sourceClient(), pool, name, size);
        disks.add(disk);
        disk.fill(0, size, 1);
        return disk;
    }
}
