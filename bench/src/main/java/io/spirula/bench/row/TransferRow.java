package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Meter;
import io.spirula.bench.measure.Quiet;
import io.spirula.bench.move.MoverProcess;
import io.spirula.bench.tool.Contender;
import io.spirula.bench.tool.ExportDiff;
import io.spirula.bench.tool.MirrorDaemon;
import io.spirula.bench.tool.SnapshotMirror;
import io.spirula.bench.tool.SpirulaMove;
import io.spirula.bench.world.Sites;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A change of images, brought to their replicas by each contender.
 *
 * @param kind whether there is a replica before each change
 * @param images so many of equal kind, at the same time
 * @param tuning whether it is the mover with one setting and with another, not with other tools, that is compared
 */
record TransferRow(String name, String title, Workload workload, Journey.Kind kind, int images, boolean tuning)
        implements Row {

    /** What transfer-service does on one cluster at the same time unless told otherwise. */
    private static final int MOVES = 2;

    TransferRow(String name, String title, Workload workload, Journey.Kind kind, int images) {
        this(name, title, workload, kind, images, false);
    }

    TransferRow tuning(String as) {
        return new TransferRow(as, "settings of the mover: " + title, workload, kind, images, true);
    }

    @Override
    public void measure(Scale scale, Figures figures) {
        try (var sites = Sites.start(name);
                var mover = MoverProcess.start(sites, MOVES);
                @Nullable MirrorDaemon daemon = mirrors(scale, figures) ? MirrorDaemon.start(sites) : null;
                @Nullable SnapshotMirror mirror = daemon == null ? null : new SnapshotMirror(sites, daemon)) {
            var contenders = contenders(sites, mirror, mover);
            var shared = journeys(number -> new SharedJourney(sites, "disk-" + number, mover, workload, kind));
            List<Journey> mirrored = mirror == null
                    ? List.of()
                    : journeys(number -> new MirroredJourney(sites, "twin-" + number, mirror, workload, kind));
            try {
                Function<Contender, List<Journey>> travels = contender -> contender == mirror ? mirrored : shared;
                new Turns<>(scale, contenders, Contender::name, figures)
                        .take(
                                (pair, contender) ->
                                        turn(name, scale, figures, sites, travels.apply(contender), pair, contender),
                                contender -> travels.apply(contender).forEach(Journey::abandon));
            } finally {
                shared.forEach(Journey::close);
                mirrored.forEach(Journey::close);
            }
        }
    }

    private List<Contender> contenders(Sites sites, @Nullable SnapshotMirror mirror, MoverProcess mover) {
        if (tuning) {
            return List.copyOf(SpirulaMove.tuned(mover));
        }
        List<Contender> contenders = new ArrayList<>(List.of(ExportDiff.pipe(sites), ExportDiff.deeperPipe(sites)));
        if (mirror != null) {
            contenders.add(mirror);
        }
        contenders.addAll(SpirulaMove.all(mover));
        return contenders;
    }

    private boolean mirrors(Scale scale, Figures figures) {
        if (tuning || !scale.measures(SnapshotMirror.NAME)) {
            return false;
        }
        if (!MirrorDaemon.isInstalled()) {
            figures.note("rbd-mirror is not installed, so it is left out");
            return false;
        }
        return true;
    }

    private List<Journey> journeys(Function<Integer, Journey> making) {
        return IntStream.range(0, images).boxed().map(making).toList();
    }

    private static void turn(
            String row,
            Scale scale,
            Figures figures,
            Sites sites,
            List<Journey> journeys,
            int pair,
            Contender contender) {
        var checked = scale.quick() || pair == scale.pairs() - 1;
        var steps =
                journeys.stream().map(journey -> journey.prepare(pair, checked)).toList();
        sites.trimAtOnce();
        if (!Quiet.await(sites)) {
            figures.note("the OSDs were still busy two minutes after a preparation");
        }
        sites.trimAsUsual();
        scale.profiles().around(row, contender.name(), pair, sites, contender.pids(), () -> {
            var meter = Meter.start(sites, contender.pids());
            contender.carry(steps);
            figures.add(contender.name(), contender.complete(meter.stop()));
        });
        for (var i = 0; i < steps.size(); i++) {
            var journey = journeys.get(i);
            if (checked) {
                journey.check(steps.get(i), scale.quick()).ifPresent(wrong -> {
                    if (journey.isOurs()) {
                        figures.fail(contender.name() + ": " + wrong);
                    } else {
                        figures.note(contender.name() + ": " + wrong);
                    }
                });
            }
            journey.finish(steps.get(i));
        }
    }
}
