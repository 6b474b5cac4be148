package io.spirula.bench.tool;

import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.ProcessFigures;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.world.Programs;
import io.spirula.bench.world.Sites;
import java.util.ArrayList;
import java.util.List;

/** {@code rbd export-diff IMAGE@END - | rbd import-diff INPUT REPLICA}: two programs and a pipe, as manuals show it. */
public final class ExportDiff implements Contender {

    private final Sites sites;
    private final String name;
    private final String input;
    private long writtenByChildren;

    private ExportDiff(Sites sites, String name, String input) {
        this.sites = sites;
        this.name = name;
        this.input = input;
    }

    /** import-diff reads {@code -}: one write in flight. */
    public static ExportDiff pipe(Sites sites) {
        return new ExportDiff(sites, "pipe", "-");
    }

    /** import-diff reads the same pipe as {@code /dev/stdin}: ten writes in flight. */
    public static ExportDiff deeperPipe(Sites sites) {
        return new ExportDiff(sites, "pipe-stdin", "/dev/stdin");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Long> pids() {
        return List.of();
    }

    @Override
    public void carry(List<Step> steps) {
        var before = ProcessFigures.bytesWrittenByEndedChildren();
        List<Programs.Running> running = new ArrayList<>();
        for (var step : steps) {
            if (step.base() == null) {
                createReplica(step);
            }
            running.add(Programs.pipe(
                    export(step),
                    Programs.rbd(sites.targetTools(), "import-diff", "--no-progress", input, step.replicaSpec())));
        }
        running.forEach(Programs.Running::await);
        writtenByChildren = ProcessFigures.bytesWrittenByEndedChildren() - before;
    }

    @Override
    public Sample complete(Sample measured) {
        return measured.with(Metric.SENT, writtenByChildren);
    }

    /** import-diff gives it its size. */
    private void createReplica(Step step) {
        sites.targetTools().rbd("create", "--size", "1M", step.replicaSpec());
    }

    private List<String> export(Step step) {
        List<String> arguments = new ArrayList<>(List.of("export-diff", "--no-progress"));
        if (step.base() != null) {
            arguments.addAll(List.of("--from-snap", step.base()));
        }
        arguments.addAll(List.of(step.imageSpec() + "@" + step.end(), "-"));
        return Programs.rbd(sites.sourceTools(), arguments.toArray(String[]::new));
    }
}
