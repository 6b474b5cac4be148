package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.Quiet;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.BenchException;
import io.spirula.bench.world.Sites;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What one of the clusters does at best by Ceph's own measures, {@code rados bench} and {@code rbd bench}. */
final class FloorsRow implements Row {

    private static final String IMAGE = Step.POOL + "/floor";
    private static final Pattern RADOS_IOPS = Pattern.compile("Average IOPS:\\s+([\\d.]+)");
    private static final Pattern RADOS_BANDWIDTH = Pattern.compile("Bandwidth \\(MB/sec\\):\\s+([\\d.]+)");
    private static final Pattern RBD_OPS = Pattern.compile("ops/sec:\\s+([\\d.]+)");

    @Override
    public String name() {
        return "floors";
    }

    @Override
    public String title() {
        return "what one cluster does at best: rados bench and rbd bench, without cache";
    }

    @Override
    public void measure(Scale scale, Figures figures) {
        var seconds = Integer.toString(scale.pick(2, 10));
        var total = scale.pick("64M", "1G");
        var scattered = scale.pick("4M", "128M");
        try (var sites = Sites.start(name())) {
            sites.targetTools().rbd("create", "--size", "1G", IMAGE);
            List<Act> acts = new ArrayList<>();
            acts.add(new Act("rados write 4M", List.of(), () -> rados(sites, "write", seconds, "4M", "16")));
            acts.add(new Act("rados read 4M", List.of(), () -> rados(sites, "seq", seconds, "4M", "16")));
            acts.add(new Act("rados write 4K", List.of(), () -> rados(sites, "write", seconds, "4K", "64")));
            acts.add(new Act("rbd write 4M", List.of(), () -> rbd(sites, "seq", "4M", total, "16")));
            acts.add(new Act("rbd write 4K", List.of(), () -> rbd(sites, "rand", "4K", scattered, "64")));
            Act.turns(scale, acts, figures)
                    .take(
                            (pair, act) -> {
                                Quiet.await(sites);
                                figures.add(act.name(), act.work().get());
                            },
                            act -> {});
        }
    }

    private static Sample rados(Sites sites, String kind, String seconds, String block, String depth) {
        List<String> arguments = new ArrayList<>(List.of("-p", Step.POOL, "bench", seconds, kind, "-t", depth));
        if (kind.equals("write")) {
            arguments.addAll(List.of("-b", block.equals("4M") ? "4194304" : "4096", "--run-name", block));
            arguments.add("--no-cleanup");
        } else {
            // reads what the last one of that name wrote
            sites.targetTools()
                    .rados(
                            "-p",
                            Step.POOL,
                            "bench",
                            seconds,
                            "write",
                            "-t",
                            depth,
                            "--run-name",
                            block,
                            "--no-cleanup");
            arguments.addAll(List.of("--run-name", block));
        }
        var said = sites.targetTools().rados(arguments.toArray(String[]::new));
        sites.targetTools().rados("-p", Step.POOL, "cleanup", "--run-name", block);
        return Sample.of(Metric.IOPS, number(RADOS_IOPS, said))
                .with(Metric.RATE, number(RADOS_BANDWIDTH, said) * Scale.MIB);
    }

    private static Sample rbd(Sites sites, String pattern, String block, String total, String depth) {
        var said = sites.targetTools()
                .rbd(
                        "bench",
                        "--io-type",
                        "write",
                        "--io-pattern",
                        pattern,
                        "--io-size",
                        block,
                        "--io-total",
                        total,
                        "--io-threads",
                        depth,
                        "--rbd-cache=false",
                        IMAGE);
        var operations = number(RBD_OPS, said);
        return Sample.of(Metric.IOPS, operations)
                .with(Metric.RATE, operations * (block.equals("4M") ? 4 << 20 : 4 << 10));
    }

    private static double number(Pattern pattern, String said) {
        var found = pattern.matcher(said);
        if (!found.find()) {
            throw new BenchException("no " + pattern + " in: " + said);
        }
        return Double.parseDouble(found.group(1));
    }
}
