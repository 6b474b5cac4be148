package io.spirula.bench.row;

import io.spirula.bench.measure.Figures;
import io.spirula.bench.measure.Meter;
import io.spirula.bench.measure.Metric;
import io.spirula.bench.measure.ProcessFigures;
import io.spirula.bench.measure.Sample;
import io.spirula.bench.tool.Step;
import io.spirula.bench.world.Disk;
import io.spirula.bench.world.Services;
import io.spirula.sandbox.ServiceKind;

/** The most memory that transfer-service has resident while it makes the first copy of an image and then an increment. */
final class MemoryRow implements Row {

    private static final int BLOCK = 64 << 10;

    private final long small;
    private final long large;
    private final int blocks;

    MemoryRow(Scale scale) {
        small = scale.pick(128 * Scale.MIB, 16 * Scale.GIB);
        large = scale.pick(64 * Scale.GIB, 16 * Scale.TIB);
        blocks = scale.pick(64, 16_384);
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "most resident memory of transfer-service, first copy and increment of images of " + Rows.text(small)
                + " and " + Rows.text(large) + " (thin)";
    }

    @Override
    public void measure(Scale scale, Figures figures) {
        figures.note("measured once, whatever the number of pairs; new services for each image");
        measure("small", small, figures);
        measure("large", large, figures);
    }

    private void measure(String image, long size, Figures figures) {
        try (var services = Services.start(name() + "-" + image)) {
            figures.add(
                    "idle", Sample.of(Metric.PEAK, ProcessFigures.residentBytes(services.pid(ServiceKind.TRANSFER))));
            measure(services, image, size, figures);
        }
    }

    private void measure(Services services, String image, long size, Figures figures) {
        var transfer = services.pid(ServiceKind.TRANSFER);
        try (var disk = Disk.create(services.sites().sourceClient(), Step.POOL, image, size)) {
            disk.scatter(0, size, blocks, BLOCK, 1, 1);
            ProcessFigures.forgetPeak(transfer);
            var meter = Meter.start(services.sites(), services.pids());
            services.api().protect(image, "24h");
            disk.scatter(0, size, blocks / 8, BLOCK, 2, 2);
            services.api().backUp(image);
            figures.add(
                    "spirula-services " + Rows.text(size),
                    Act.sentWhatWasRead(meter.stop()).with(Metric.PEAK, ProcessFigures.peakResidentBytes(transfer)));
            services.api().pause(image);
        }
    }
}
