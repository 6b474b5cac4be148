package io.spirula.bench.row;

import static io.spirula.bench.row.Scale.GIB;
import static io.spirula.bench.row.Scale.MIB;
import static io.spirula.bench.row.Scale.TIB;

import java.util.List;

/** All rows. */
public final class Rows {

    private static final long OBJECT = 4 * MIB;
    private static final int BLOCK = 4 << 10;
    private static final int LARGER_BLOCK = 64 << 10;

    private Rows() {}

    /** In the order of the table. */
    public static List<Row> all(Scale scale) {
        return List.of(
                unchanged(scale),
                scatteredHalf(scale),
                scatteredFull(scale),
                seed(scale),
                blocks(scale),
                trim(scale),
                manyImages(scale),
                new LatencyRow(scale),
                new SourceRow(scale),
                new MemoryRow(scale),
                new FloorsRow(),
                scatteredFull(scale).tuning("tuning-scattered"),
                seed(scale).tuning("tuning-seed"));
    }

    private static Row unchanged(Scale scale) {
        long size = scale.pick(256 * MIB, 2 * TIB);
        return new TransferRow(
                "unchanged",
                "nothing changed on a thin image of " + text(size),
                new Workload(size, (disk, places, bytes) -> disk.fill(0, 16 * MIB, bytes), null, Workload.NOTHING),
                Journey.Kind.INCREMENT,
                1);
    }

    private static Row scatteredHalf(Scale scale) {
        long size = scale.pick(64 * MIB, 8 * GIB);
        int blocks = scale.pick(64, 8192);
        return new TransferRow(
                "scattered-half",
                blocks + " scattered writes of 4 KiB on an image of " + text(size) + ", half of it never written",
                new Workload(
                        size,
                        (disk, places, bytes) -> disk.fill(0, size / 2, bytes),
                        (disk, places, bytes) -> disk.trim(size / 2, size),
                        (disk, places, bytes) -> disk.scatter(0, size, blocks, BLOCK, places, bytes)),
                Journey.Kind.INCREMENT,
                1);
    }

    private static TransferRow scatteredFull(Scale scale) {
        long size = scale.pick(64 * MIB, 8 * GIB);
        int blocks = scale.pick(64, 8192);
        return new TransferRow(
                "scattered-full",
                blocks + " scattered writes of 4 KiB on an image of " + text(size) + ", all of it written before",
                new Workload(
                        size,
                        (disk, places, bytes) -> disk.fill(0, size, bytes),
                        null,
                        (disk, places, bytes) -> disk.scatter(0, size, blocks, BLOCK, places, bytes)),
                Journey.Kind.INCREMENT,
                1);
    }

    private static TransferRow seed(Scale scale) {
        long size = scale.pick(64 * MIB, 2 * GIB);
        return new TransferRow(
                "seed",
                "first copy of an image of " + text(size) + ", all of it written",
                new Workload(size, (disk, places, bytes) -> disk.fill(0, size, bytes), null, Workload.NOTHING),
                Journey.Kind.SEED,
                1);
    }

    private static Row blocks(Scale scale) {
        long size = scale.pick(64 * MIB, 4 * GIB);
        int blocks = scale.pick(128, 16_384);
        return new TransferRow(
                "blocks-64k",
                blocks + " scattered writes of 64 KiB on an image of " + text(size) + ", all of it written before",
                new Workload(
                        size,
                        (disk, places, bytes) -> disk.fill(0, size, bytes),
                        null,
                        (disk, places, bytes) -> disk.scatter(0, size, blocks, LARGER_BLOCK, places, bytes)),
                Journey.Kind.INCREMENT,
                1);
    }

    /** As a file system does: most of it in large runs that do not end with objects, and some in small ones. */
    private static Row trim(Scale scale) {
        long size = scale.pick(64 * MIB, 2 * GIB);
        long trimmed = size / 2;
        long run = scale.pick(15 * MIB, 127 * MIB);
        return new TransferRow(
                "trim",
                "about " + text(trimmed) + " deleted and trimmed on an image of " + text(size),
                new Workload(
                        size,
                        (disk, places, bytes) -> disk.fill(0, size, bytes),
                        (disk, places, bytes) -> {
                            for (long from = 0; from + run < size; from += 2 * run) {
                                disk.fill(
                                        from / OBJECT * OBJECT, (from + run) / OBJECT * OBJECT + OBJECT, bytes + from);
                            }
                        },
                        (disk, places, bytes) -> {
                            for (long from = BLOCK; from + run < size; from += 2 * run) {
                                disk.trim(from, from + run);
                            }
                        }),
                Journey.Kind.INCREMENT,
                1);
    }

    private static Row manyImages(Scale scale) {
        int images = scale.pick(4, 20);
        long size = scale.pick(32 * MIB, 256 * MIB);
        int blocks = scale.pick(16, 128);
        return new TransferRow(
                "many-images",
                images + " images of " + text(size) + " at once, all of each written before, " + blocks
                        + " scattered writes of 64 KiB to each",
                new Workload(
                        size,
                        (disk, places, bytes) -> disk.fill(0, size, bytes),
                        null,
                        (disk, places, bytes) -> disk.scatter(0, size, blocks, LARGER_BLOCK, places, bytes)),
                Journey.Kind.INCREMENT,
                images);
    }

    static String text(long bytes) {
        return bytes % TIB == 0 ? bytes / TIB + " TiB" : bytes % GIB == 0 ? bytes / GIB + " GiB" : bytes / MIB + " MiB";
    }
}
