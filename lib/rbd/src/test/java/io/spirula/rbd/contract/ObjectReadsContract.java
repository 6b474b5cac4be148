package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.random;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ObjectRead;
import io.spirula.rbd.ObjectReads;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What reading data objects past librbd does. */
public abstract class ObjectReadsContract extends ContractSuite {

    private static final int OBJECT = 4 << 20;
    private static final int BLOCK = 4096;

    protected ObjectReadsContract(CephUnderTest ceph) {
        super(ceph);
    }

    /** Objects of before, of after, cut off, removed, never there, and one that the image ends in. */
    @Test
    void placesOfObjectsReadAsTheSnapshotHadThem() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] then = new byte[6 * OBJECT - 5000];
        try (RbdImage image = create(then.length)) {
            fill(image, then, 0, random(random, 2 * OBJECT));
            fill(image, then, 3 * OBJECT + 17, random(random, 100));
            fill(image, then, 5 * OBJECT, random(random, OBJECT - 5000));
            long snapshot = image.snapshots().create("then");
            write(image, BLOCK, filled(10 * BLOCK, 1));
            image.writeZeroes(OBJECT, OBJECT);
            write(image, 2 * OBJECT, filled(BLOCK, 2));
            image.writeZeroes(3 * OBJECT, OBJECT);
            image.flush();
            assertReads(image, snapshot, then, random);
            image.resize(OBJECT);
            assertReads(image, snapshot, then, random);
        }
    }

    private void fill(RbdImage image, byte[] model, int offset, byte[] bytes) {
        write(image, offset, bytes);
        System.arraycopy(bytes, 0, model, offset, bytes.length);
    }

    private void assertReads(RbdImage of, long snapshot, byte[] expected, Random random) {
        try (RbdImage image = at(of, snapshot);
                ObjectReads<byte[]> reads = image.openObjectReads(3)) {
            assertThat(reads.objectSize()).isEqualTo(OBJECT);
            List<ObjectRead> of3 = new ArrayList<>();
            for (int object = 0; object < 6; object++) {
                List<ObjectRead> places = places(random, Math.min(OBJECT, expected.length - object * OBJECT));
                of3.addAll(places);
                reads.submit(object, places, new byte[0]);
                reads.take().orThrow();
                for (ObjectRead place : places) {
                    byte[] found = new byte[(int) place.length()];
                    place.into().duplicate().get(found);
                    int at = object * OBJECT + (int) place.offset();
                    assertThat(found)
                            .as("object %d at %d", object, place.offset())
                            .isEqualTo(Arrays.copyOfRange(expected, at, at + found.length));
                }
            }
            assertThat(of3).hasSizeGreaterThan(6);
        }
    }

    /** Buffers that hold something else before. */
    private static List<ObjectRead> places(Random random, int end) {
        List<ObjectRead> places = new ArrayList<>();
        for (int at = random.nextInt(3) * BLOCK; at < end; at += BLOCK * (2 + random.nextInt(100))) {
            places.add(new ObjectRead(at, Buffers.of(filled(Math.min(BLOCK + random.nextInt(BLOCK), end - at), 9))));
        }
        return places;
    }

    @Test
    void severalAreUnderWayAndAResultTellsWhatItIsOf() {
        try (RbdImage image = create(3L * OBJECT)) {
            write(image, OBJECT, filled(100, 3));
            long snapshot = image.snapshots().create("s");
            try (RbdImage then = at(image, snapshot);
                    ObjectReads<String> reads = then.openObjectReads(2)) {
                assertThat(reads.poll()).isNull();
                assertThatThrownBy(reads::take).isInstanceOf(IllegalStateException.class);
                ByteBuffer first = Buffers.of(filled(50, 9));
                ByteBuffer behind = Buffers.of(filled(5, 9));
                reads.submit(1, List.of(new ObjectRead(60, first), new ObjectRead(200, behind)), "one");
                reads.submit(2, List.of(new ObjectRead(0, Buffers.of(filled(7, 9)))), "two");
                assertThat(reads.isFull()).isTrue();
                assertThatThrownBy(() -> reads.submit(0, List.of(new ObjectRead(0, behind)), "three"))
                        .isInstanceOf(IllegalStateException.class);
                assertThat(List.of(reads.take(), reads.take()))
                        .containsExactlyInAnyOrder(
                                new AioResult<>("one", AioOperation.READ_OBJECT, OBJECT, 55, null),
                                new AioResult<>("two", AioOperation.READ_OBJECT, 2L * OBJECT, 7, null));
                assertThat(first.get(39)).isEqualTo((byte) 3);
                assertThat(first.get(40)).isZero();
                assertThat(behind.get(4)).isZero();
            }
        }
    }

    @Test
    void whatPassesTheEndIsRefusedAndAClosedOneReadsNothing() {
        try (RbdImage image = create(OBJECT + 100)) {
            long snapshot = image.snapshots().create("s");
            try (RbdImage then = at(image, snapshot)) {
                ObjectReads<Integer> reads = then.openObjectReads(1);
                ObjectRead last = new ObjectRead(90, Buffers.of(new byte[10]));
                ObjectRead beyond = new ObjectRead(90, Buffers.of(new byte[11]));
                for (var wrong : List.of(
                        List.of(beyond), List.of(new ObjectRead(-1, Buffers.of(new byte[1]))), List.<ObjectRead>of())) {
                    assertThatThrownBy(() -> reads.submit(1, wrong, 1)).isInstanceOf(IllegalArgumentException.class);
                }
                assertThatThrownBy(() -> reads.submit(2, List.of(last), 1))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> reads.submit(-1, List.of(last), 1))
                        .isInstanceOf(IllegalArgumentException.class);
                reads.submit(1, List.of(last), 1);
                assertThat(reads.take().orThrow()).isEqualTo(1);
                reads.close();
                reads.close();
                assertThatThrownBy(() -> reads.submit(1, List.of(last), 2)).isInstanceOf(HandleClosedException.class);
                assertThatThrownBy(() -> then.openObjectReads(0)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void onlyPlainImagesAtASnapshotAreReadPastLibrbd() {
        try (RbdImage image = create(OBJECT)) {
            assertThatThrownBy(() -> image.openObjectReads(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("HEAD");
        }
        try (RbdImage image = create(ImageSpec.ofSize(OBJECT).withStriping(1 << 20, 4))) {
            requireObstacle(image, "striped");
        }
        try (RbdImage image = create(
                        new ImageSpec(OBJECT, 16, ImageFeatures.DEFAULT.with(ImageFeature.JOURNALING), 0, 0, null));
                RbdImage then = at(image, image.snapshots().create("s"))) {
            assertThat(ObjectReads.obstacle(then)).isEmpty();
        }
    }

    private void requireObstacle(RbdImage image, String why) {
        try (RbdImage then = at(image, image.snapshots().create("s"))) {
            assertThat(ObjectReads.obstacle(then))
                    .hasValueSatisfying(text -> assertThat(text).contains(why));
        }
    }

    @Test
    void aCloneIsReadThroughLibrbdUntilItIsFlattened() {
        try (RbdImage parent = create(OBJECT)) {
            write(parent, 0, filled(BLOCK, 4));
            long snapshot = parent.snapshots().create("s");
            String name = freshName();
            pool.clone(
                    new ParentSnapshot(pool.poolId(), "", parent.id().image(), snapshot), name, ImageFeatures.DEFAULT);
            try (RbdImage clone = pool.open(ImageLocator.byName(name))) {
                requireObstacle(clone, "clone");
                clone.flatten(ProgressListener.SILENT);
                try (RbdImage then = at(clone, clone.snapshots().create("flat"))) {
                    assertThat(ObjectReads.obstacle(then)).isEmpty();
                }
            }
        }
    }

    @Test
    void anImageInANamespaceIsReadThere() {
        pool.createNamespace("tenant");
        try (RbdPool inside = cluster.openPool("rbd", "tenant")) {
            String name = freshName();
            inside.create(name, ImageSpec.ofSize(OBJECT));
            try (RbdImage image = inside.open(ImageLocator.byName(name))) {
                write(image, BLOCK, filled(BLOCK, 7));
                long snapshot = image.snapshots().create("s");
                ByteBuffer first = Buffers.of(filled(BLOCK, 9));
                ByteBuffer second = Buffers.of(filled(BLOCK, 9));
                try (RbdImage then =
                                inside.openSnapshot(ImageLocator.byId(image.id().image()), snapshot);
                        ObjectReads<Integer> reads = then.openObjectReads(1)) {
                    reads.submit(0, List.of(new ObjectRead(0, first), new ObjectRead(BLOCK, second)), 1);
                    reads.take().orThrow();
                }
                assertThat(first).isEqualTo(ByteBuffer.wrap(new byte[BLOCK]));
                assertThat(second).isEqualTo(ByteBuffer.wrap(filled(BLOCK, 7)));
            }
        }
    }
}
