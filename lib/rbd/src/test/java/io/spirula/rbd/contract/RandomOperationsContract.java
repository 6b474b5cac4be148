package io.spirula.rbd.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random operations beside a plain array: every snapshot keeps its bytes, and each exact difference covers every byte that
 * differs.
 */
public abstract class RandomOperationsContract extends ContractSuite {

    private static final int MOST = 3 << 20;
    private static final int STEPS = 120;

    protected RandomOperationsContract(CephUnderTest ceph) {
        super(ceph);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void snapshotsAndDifferencesAgreeWithAPlainArray(long seed) {
        System.out.println("seed " + seed);
        var random = new Random(seed);
        ImageSpec spec = ImageSpec.ofSize(2 << 20).withOrder(18);
        ImageSpec shaped = seed % 2 == 0 ? spec.withFeatures(LAYERING) : spec;
        try (RbdImage image = create(seed > 2 ? shaped.withStriping(16384, 3) : shaped)) {
            new Run(image, random).steps();
        }
    }

    /** One image and what it must hold. */
    private final class Run {
        private final RbdImage image;
        private final Random random;
        private final Map<Long, byte[]> snapshots = new TreeMap<>();
        private byte[] expected = new byte[2 << 20];

        Run(RbdImage image, Random random) {
            this.image = image;
            this.random = random;
        }

        void steps() {
            for (int step = 0; step < STEPS; step++) {
                step(random.nextInt(20));
            }
            snapshot();
            assertThat(Buffers.readAll(image)).isEqualTo(expected);
            snapshots.forEach(this::verify);
        }

        private void step(int kind) {
            if (kind < 9) {
                write();
            } else if (kind < 13) {
                zero();
            } else if (kind < 15) {
                resize();
            } else if (kind < 18) {
                snapshot();
            } else if (kind < 19) {
                removeSnapshot();
            } else {
                rollback();
            }
        }

        private void write() {
            if (expected.length > 0) {
                int offset = random.nextInt(expected.length);
                byte[] bytes = Buffers.random(random, Math.min(length(), expected.length - offset));
                Buffers.write(image, offset, bytes);
                System.arraycopy(bytes, 0, expected, offset, bytes.length);
            }
        }

        private void zero() {
            if (expected.length > 0) {
                int offset = random.nextInt(expected.length);
                int length = Math.min(length() * 8, expected.length - offset);
                image.writeZeroes(offset, length);
                Arrays.fill(expected, offset, offset + length, (byte) 0);
            }
        }

        private int length() {
            return 1 << random.nextInt(17) | random.nextInt(512);
        }

        private void resize() {
            int size = random.nextInt(4) == 0 ? 0 : random.nextInt(MOST);
            image.resize(size);
            expected = Arrays.copyOf(expected, size);
        }

        private void snapshot() {
            snapshots.put(image.snapshots().create("s" + random.nextLong()), expected.clone());
        }

        private long anySnapshot() {
            return snapshots.keySet().stream()
                    .skip(random.nextInt(snapshots.size()))
                    .findFirst()
                    .orElseThrow();
        }

        private void removeSnapshot() {
            if (snapshots.size() > 2) {
                long gone = anySnapshot();
                image.snapshots().remove(gone);
                snapshots.remove(gone);
            }
        }

        private void rollback() {
            if (!snapshots.isEmpty()) {
                long back = anySnapshot();
                image.snapshots().rollback(back, ProgressListener.SILENT);
                expected = snapshots.get(back).clone();
            }
        }

        private void verify(long end, byte[] bytes) {
            try (RbdImage frozen = at(image, end)) {
                assertThat(Buffers.readAll(frozen)).isEqualTo(bytes);
                requireCovered(Extents.of(frozen, DiffRequest.fromBeginning(0, bytes.length)), new byte[0], bytes, end);
                snapshots.forEach((from, before) -> {
                    if (from < end) {
                        requireCovered(Extents.since(frozen, from), before, bytes, end);
                    }
                });
            }
        }

        /** Bytes behind the start's end count as zero, both are cut to the end's size. */
        private void requireCovered(Extents extents, byte[] before, byte[] after, long end) {
            byte[] start = Arrays.copyOf(before, after.length);
            extents.list().forEach(extent -> {
                int from = (int) extent.offset();
                int to = (int) (extent.offset() + extent.length());
                if (!extent.exists()) {
                    assertThat(Arrays.equals(after, from, to, new byte[to - from], 0, to - from))
                            .as("zero extent at %s of snapshot %s holds no data", from, end)
                            .isTrue();
                }
                System.arraycopy(after, from, start, from, to - from);
            });
            assertThat(Arrays.mismatch(start, after))
                    .as("first byte that the difference to snapshot %s misses", end)
                    .isEqualTo(-1);
        }
    }
}
