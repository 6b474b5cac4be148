package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.random;
import static io.spirula.rbd.contract.Buffers.read;
import static io.spirula.rbd.contract.Buffers.readAll;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioOperation;
import io.spirula.rbd.AioResult;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ObjectChange;
import io.spirula.rbd.ObjectQueue;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What changing data objects past librbd does. */
public abstract class ObjectContract extends ContractSuite {

    private static final int OBJECT = 4 << 20;
    private static final int BLOCK = 4096;

    protected ObjectContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void changesAreThereForEverybodyAndSnapshotsKeepWhatTheyHad() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] before = new byte[6 * OBJECT - 5000];
        long first;
        try (RbdImage image = create(before.length)) {
            fill(image, before, 0, random(random, 2 * OBJECT));
            fill(image, before, 3L * OBJECT, random(random, OBJECT));
            first = image.snapshots().create("first");
        }
        byte[] after = before.clone();
        long second;
        try (RbdImage image = openAlone(pool.images().get(0).id())) {
            try (ObjectQueue<Integer> queue = image.openObjectQueue(3)) {
                assertThat(queue.objectSize()).isEqualTo(OBJECT);
                for (int object = 0; object < 6; object++) {
                    if (queue.isFull()) {
                        queue.take().orThrow();
                    }
                    queue.submit(object, scatter(random, after, object), object);
                }
                while (queue.inFlight() > 0) {
                    queue.take().orThrow();
                }
            }
            second = image.snapshots().create("second");
        }
        try (RbdImage image = pool.open(ImageLocator.byId(pool.images().get(0).id()))) {
            assertThat(readAll(image)).as("HEAD").isEqualTo(after);
            try (RbdImage then = at(image, first)) {
                assertThat(readAll(then)).as("the first snapshot").isEqualTo(before);
            }
            write(image, 0, filled(2 * BLOCK, 7));
            try (RbdImage then = at(image, second)) {
                assertThat(readAll(then)).as("the second snapshot").isEqualTo(after);
                Extents exact = Extents.since(then, first);
                Extents whole = Extents.of(
                        then, DiffRequest.since(first, 0, then.size()).wholeObjects());
                for (int at = 0; at < after.length; at += BLOCK) {
                    int to = Math.min(at + BLOCK, after.length);
                    if (!Arrays.equals(before, at, to, after, at, to)) {
                        assertThat(exact.covers(at, to - at))
                                .as("exactly listed: %d", at)
                                .isTrue();
                        assertThat(whole.covers(at, to - at))
                                .as("object listed: %d", at)
                                .isTrue();
                    }
                }
                assertThat(Extents.of(then, DiffRequest.since(first, 0, 2L * OBJECT))
                                .bytes())
                        .as("in objects that there were before, little more than what was changed")
                        .isLessThan(OBJECT);
            }
        }
    }

    @Test
    void objectsThatAreChangedTogetherAreListedAndNoOthers() {
        int objects = 48;
        long first;
        try (RbdImage image = create((long) objects * OBJECT)) {
            write(image, 0, filled(BLOCK, 1));
            first = image.snapshots().create("first");
            image.lock().acquire();
            try (ObjectQueue<Integer> queue = image.openObjectQueue(objects)) {
                for (int object = 0; object < objects; object++) {
                    if (object % 5 != 2) {
                        queue.submit(
                                object, List.of(new ObjectChange.Data(BLOCK, Buffers.of(bytesOf(object)))), object);
                    }
                }
                while (queue.inFlight() > 0) {
                    queue.take().orThrow();
                }
            }
            image.snapshots().create("second");
        }
        try (RbdImage image = pool.open(ImageLocator.byId(pool.images().get(0).id()))) {
            Extents whole =
                    Extents.of(image, DiffRequest.since(first, 0, image.size()).wholeObjects());
            for (int object = 0; object < objects; object++) {
                boolean changed = object % 5 != 2;
                assertThat(whole.covers((long) object * OBJECT, OBJECT))
                        .as("object %d", object)
                        .isEqualTo(changed);
                assertThat(read(image, (long) object * OBJECT + BLOCK, BLOCK))
                        .isEqualTo(changed ? bytesOf(object) : new byte[BLOCK]);
            }
        }
    }

    private static byte[] bytesOf(int object) {
        return filled(BLOCK, object + 1);
    }

    private void fill(RbdImage image, byte[] model, long offset, byte[] bytes) {
        write(image, offset, bytes);
        System.arraycopy(bytes, 0, model, (int) offset, bytes.length);
    }

    /** Some blocks of data, some of zeroes, here and there in an object. */
    private static List<ObjectChange> scatter(Random random, byte[] model, int object) {
        int start = object * OBJECT;
        int end = Math.min(OBJECT, model.length - start);
        List<ObjectChange> changes = new ArrayList<>();
        for (int at = BLOCK * random.nextInt(3); at + BLOCK < end; at += BLOCK * (1 + random.nextInt(100))) {
            if (random.nextInt(4) == 0) {
                changes.add(new ObjectChange.Zeroes(at, BLOCK));
                Arrays.fill(model, start + at, start + at + BLOCK, (byte) 0);
            } else {
                byte[] bytes = random(random, BLOCK);
                changes.add(new ObjectChange.Data(at, Buffers.of(bytes)));
                System.arraycopy(bytes, 0, model, start + at, BLOCK);
            }
        }
        return changes;
    }

    @Test
    void zeroesCutAnObjectOffRemoveItOrLeaveAHoleInIt() {
        try (RbdImage image = create(3L * OBJECT)) {
            write(image, 0, filled(3 * OBJECT, 5));
            long before = image.snapshots().create("before");
            image.lock().acquire();
            try (ObjectQueue<String> queue = image.openObjectQueue(8)) {
                queue.submit(0, List.of(new ObjectChange.Zeroes(BLOCK, BLOCK)), "hole");
                queue.submit(1, List.of(new ObjectChange.Zeroes(BLOCK, OBJECT - BLOCK)), "cut off");
                queue.submit(2, List.of(new ObjectChange.Zeroes(0, OBJECT)), "removed");
                for (int i = 0; i < 3; i++) {
                    queue.take().orThrow();
                }
                queue.submit(2, List.of(new ObjectChange.Zeroes(0, OBJECT)), "removed already");
                assertThat(queue.take().orThrow()).isEqualTo("removed already");
            }
            try (RbdImage fresh = reopen(image)) {
                byte[] expected = new byte[3 * OBJECT];
                Arrays.fill(expected, 0, BLOCK, (byte) 5);
                Arrays.fill(expected, 2 * BLOCK, OBJECT + BLOCK, (byte) 5);
                assertThat(readAll(fresh)).isEqualTo(expected);
                Extents whole = Extents.of(
                        fresh, DiffRequest.since(before, 0, fresh.size()).wholeObjects());
                assertThat(whole.covers(0, fresh.size()))
                        .as("each object is told as changed")
                        .isTrue();
                assertThat(Extents.of(fresh, DiffRequest.fromBeginning(2L * OBJECT, OBJECT))
                                .list())
                        .as("nothing is allocated where an object was removed")
                        .isEmpty();
            }
        }
    }

    @Test
    void aResultTellsWhatItIsOf() {
        try (RbdImage image = create(2L * OBJECT)) {
            image.lock().acquire();
            try (ObjectQueue<String> queue = image.openObjectQueue(2)) {
                assertThat(queue.poll()).isNull();
                assertThatThrownBy(queue::take).isInstanceOf(IllegalStateException.class);
                queue.submit(
                        1,
                        List.of(new ObjectChange.Data(7, Buffers.of(filled(10, 1))), new ObjectChange.Zeroes(20, 5)),
                        "one");
                assertThat(queue.inFlight()).isEqualTo(1);
                assertThat(queue.take())
                        .isEqualTo(new AioResult<>("one", AioOperation.CHANGE_OBJECT, OBJECT, 15, null));
                assertThat(queue.inFlight()).isZero();
            }
        }
    }

    @Test
    void whatIsNotInOrderOrPassesTheEndIsRefusedAndAQueueIsBounded() {
        try (RbdImage image = create(OBJECT + 100)) {
            image.lock().acquire();
            ObjectQueue<Integer> queue = image.openObjectQueue(1);
            ObjectChange data = new ObjectChange.Data(90, Buffers.of(filled(11, 1)));
            assertThatThrownBy(() -> queue.submit(1, List.of(data), 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> queue.submit(2, List.of(data), 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> queue.submit(-1, List.of(data), 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> queue.submit(0, List.of(), 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> queue.submit(0, List.of(data, new ObjectChange.Zeroes(100, 5)), 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(queue.inFlight()).isZero();
            queue.submit(0, List.of(data), 1);
            assertThatThrownBy(() -> queue.submit(0, List.of(data), 2)).isInstanceOf(IllegalStateException.class);
            queue.close();
            queue.close();
            assertThatThrownBy(() -> queue.submit(0, List.of(data), 3)).isInstanceOf(HandleClosedException.class);
            try (RbdImage fresh = reopen(image)) {
                assertThat(read(fresh, 89, 13)).containsExactly(0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0);
            }
            assertThatThrownBy(() -> image.openObjectQueue(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void onlyPlainImagesThatAreOursAloneAreWrittenPastLibrbd() {
        try (RbdImage image = create(OBJECT)) {
            assertThatThrownBy(() -> image.openObjectQueue(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lock");
            long snapshot = image.snapshots().create("s");
            try (RbdImage then = at(image, snapshot)) {
                assertThatThrownBy(() -> then.openObjectQueue(1)).isInstanceOf(IllegalStateException.class);
            }
        }
        requireObstacle(ImageSpec.ofSize(OBJECT).withFeatures(LAYERING), "exclusive lock");
        requireObstacle(new ImageSpec(OBJECT, 16, ImageFeatures.DEFAULT, 0, 0, null), "65536 bytes");
        requireObstacle(ImageSpec.ofSize(OBJECT).withStriping(1 << 20, 4), "striped");
        requireObstacle(
                ImageSpec.ofSize(OBJECT).withFeatures(ImageFeatures.DEFAULT.with(ImageFeature.JOURNALING)), "features");
    }

    private void requireObstacle(ImageSpec spec, String why) {
        try (RbdImage image = create(spec)) {
            assertThat(ObjectQueue.obstacle(image.info(), image.parent()))
                    .hasValueSatisfying(text -> assertThat(text).contains(why));
        }
    }

    @Test
    void aClientThatIsShutOutChangesNoObjectAnyMore() {
        try (CephCluster other = connect();
                RbdPool its = other.openPool("rbd", "")) {
            String id;
            try (RbdImage image = create(OBJECT)) {
                id = image.id().image();
            }
            RbdImage image = its.open(ImageLocator.byId(id));
            image.lock().acquire();
            ObjectQueue<Integer> queue = image.openObjectQueue(2);
            queue.submit(0, List.of(new ObjectChange.Data(0, Buffers.of(filled(4, 1)))), 1);
            queue.take().orThrow();

            cluster.blocklist(other.clientAddress(), Duration.ofMinutes(1));
            cluster.awaitLatestOsdMap();

            queue.submit(0, List.of(new ObjectChange.Data(0, Buffers.of(filled(4, 2)))), 2);
            assertThat(queue.take().failure())
                    .isInstanceOfSatisfying(
                            RbdException.class,
                            failure -> assertThat(failure.endsConnection()).isTrue());
            try (RbdImage mine = pool.open(ImageLocator.byId(id))) {
                assertThat(read(mine, 0, 4)).containsExactly(1, 1, 1, 1);
            }
        }
    }

    private RbdImage openAlone(String id) {
        RbdImage image = pool.open(ImageLocator.byId(id));
        image.lock().acquire();
        return image;
    }
}
