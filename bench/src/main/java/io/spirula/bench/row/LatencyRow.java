package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Meter;
import io.spirula.bench.measure.Quiet;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.tool.ExportDiff;
import io.spirula.bench.tool.MirrorDaemon;
import io.spirula.bench.tool.SnapshotMirror;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.Disk;
import io.spirula.bench.world.Services;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How long it takes from the request for a backup of an image that nobody writes to until it is complete: by the services'
 * API, and by hand with Ceph's own tools.
 */
final class LatencyRow implements Row {

    private static final String IMAGE = "idle";
    private static final String BY_HAND = "idle-by-hand";

    private final long size;
    private final int requests;
    /** Services run for months: what they are like in their first minute is not what matters. */
    private final int warmUp;

    private int snapshots;

    LatencyRow(Scale scale) {
        size = scale.pick(128 * Scale.MIB, 8 * Scale.GIB);
        requests = scale.pick(2, 5);
        warmUp = scale.pick(0, 20);
    }

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String title() {
        return "from request to completion for an idle image of " + Rows.text(size) + ", " + requests
                + " requests in each turn";
    }

    @Override
    public void measure(Scale scale, Figures figures) {
        try (var services = Services.start(name());
                @Nullable
                        MirrorDaemon daemon = MirrorDaemon.isInstalled() ? MirrorDaemon.start(services.sites()) : null;
                @Nullable
                        SnapshotMirror mirror = daemon == null ? null : new SnapshotMirror(services.sites(), daemon)) {
            create(services, Step.POOL, IMAGE);
            create(services, Step.POOL, BY_HAND);
            var api = services.api();
            api.protect(IMAGE, "24h");
            for (var request = 0; request < warmUp; request++) {
                api.backUp(IMAGE);
            }
            var pipe = ExportDiff.pipe(services.sites());
            pipe.carry(List.of(byHand(services, null)));
            List<Act> acts = new ArrayList<>();
            acts.add(new Act("pipe", List.of(), () -> {
                pipe.carry(List.of(byHand(services, "hand-" + snapshots)));
                return pipe.complete(Sample.NONE);
            }));
            if (mirror == null) {
                figures.note("rbd-mirror is not installed, so it is left out");
            } else {
                create(services, MirrorDaemon.POOL, IMAGE);
                mirror.carry(List.of(new Step(IMAGE, IMAGE, null, "")));
                acts.add(new Act(SnapshotMirror.NAME, mirror.pids(), () -> {
                    mirror.carry(List.of(new Step(IMAGE, IMAGE, "", "")));
                    return Sample.NONE;
                }));
            }
            acts.add(new Act("spirula-services", services.pids(), () -> {
                api.backUp(IMAGE);
                return Sample.NONE;
            }));
            Act.turns(scale, acts, figures)
                    .take(
                            (pair, act) -> scale.profiles()
                                    .around(
                                            name(),
                                            act.name(),
                                            pair,
                                            services.sites(),
                                            act.pids(),
                                            () -> turn(services, figures, act)),
                            act -> {});
            check(services, api.point(api.backUp(IMAGE)), figures);
        }
    }

    private void turn(Services services, Figures figures, Act act) {
        for (var request = 0; request < requests; request++) {
            if (!Quiet.await(services.sites())) {
                figures.note("the OSDs were still busy two minutes after a request");
            }
            var meter = Meter.start(services.sites(), act.pids());
            var given = act.work().get();
            figures.add(act.name(), Act.together(Act.sentWhatWasRead(meter.stop()), given));
        }
    }

    /** A snapshot, as whoever has no service makes one, and the step to it. */
    private Step byHand(Services services, @Nullable String base) {
        var end = "hand-" + ++snapshots;
        services.sites().sourceTools().rbd("snap", "create", "--no-progress", Step.POOL + "/" + BY_HAND + "@" + end);
        return new Step(BY_HAND, BY_HAND, base, end);
    }

    private void create(Services services, String pool, String image) {
        try (var disk = Disk.create(services.sites().sourceClient(), pool, image, size)) {
            disk.fill(0, 16 * Scale.MIB, 1);
        }
    }

    private static void check(Services services, JsonNode point, Figures figures) {
        var snapshot = point.get("snapshot").asString();
        var replica = point.get("copies").get(0).get("replica").get("ref");
        var source = services.sites().sourceTools().sha256(Step.POOL + "/" + IMAGE + "@" + snapshot);
        var target = services.sites()
                .targetTools()
                .sha256(replica.get("pool").asString() + "/"
                        + replica.get("name").asString() + "@" + snapshot);
        if (!source.equals(target)) {
            figures.fail("spirula-services: SHA-256 of " + snapshot + " is " + source + " at the source, but " + target
                    + " at the target");
        }
    }
}
