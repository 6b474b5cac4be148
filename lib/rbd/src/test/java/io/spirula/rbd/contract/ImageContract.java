package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.read;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.Errno;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageInfo;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageMetadata;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.MirrorRole;
import io.spirula.rbd.RbdBlocklistedException;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.RbdReadOnlyException;
import io.spirula.rbd.Watcher;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an open image does. */
public abstract class ImageContract extends ContractSuite {

    protected ImageContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void anImageHasTheShapeItWasMadeWith() {
        ImageSpec spec = ImageSpec.ofSize(40 * MIB).withOrder(20).withStriping(65536, 4);
        try (RbdImage image = create(spec)) {
            ImageInfo info = image.info();
            assertThat(info.size()).isEqualTo(40 * MIB);
            assertThat(info.objectSize()).isEqualTo(MIB);
            assertThat(info.stripeUnit()).isEqualTo(65536);
            assertThat(info.stripeCount()).isEqualTo(4);
            assertThat(info.stripePeriod()).isEqualTo(4 * MIB);
            assertThat(info.features()).isEqualTo(ImageFeatures.DEFAULT.with(ImageFeature.STRIPINGV2));
            assertThat(info.dataPoolId()).isEqualTo(pool.poolId());
            assertThat(info.blockNamePrefix()).contains(image.id().image());
            assertThat(info.objectMapInvalid()).isFalse();
            assertThat(info.fastDiffInvalid()).isFalse();
            assertThat(image.mirrorRole()).isEqualTo(MirrorRole.NONE);
        }
    }

    @Test
    void aPlainImageHasLayeringOnlyAndNoStripes() {
        try (RbdImage image = create(ImageSpec.ofSize(MIB).withFeatures(LAYERING))) {
            assertThat(image.info().features()).isEqualTo(LAYERING);
            assertThat(image.info().stripeCount()).isEqualTo(1);
            assertThat(image.info().stripeUnit()).isEqualTo(4 * MIB);
        }
    }

    @Test
    void whatIsWrittenIsReadAgainAndTheRestIsZero() {
        try (RbdImage image = create(9 * MIB + 17)) {
            write(image, 4 * MIB - 3, filled(1000, 4));
            write(image, 9 * MIB, filled(17, 5));
            assertThat(read(image, 4 * MIB - 3, 1000)).isEqualTo(filled(1000, 4));
            assertThat(read(image, 9 * MIB, 17)).isEqualTo(filled(17, 5));
            assertThat(read(image, MIB, 100)).isEqualTo(filled(100, 0));
            image.writeZeroes(4 * MIB - 2, 998);
            byte[] expected = filled(1000, 0);
            expected[0] = 4;
            expected[999] = 4;
            assertThat(read(image, 4 * MIB - 3, 1000)).isEqualTo(expected);
            image.flush();
        }
    }

    @Test
    void stripedImagesReadWhatWasWritten() {
        try (RbdImage image = create(ImageSpec.ofSize(8 * MIB).withOrder(20).withStriping(16384, 3))) {
            byte[] bytes = Buffers.random(new java.util.Random(7), (int) (3 * MIB));
            write(image, 12345, bytes);
            assertThat(read(image, 12345, bytes.length)).isEqualTo(bytes);
        }
    }

    @Test
    void aBufferIsUsedFromItsPositionToItsLimitAndLeftAlone() {
        try (RbdImage image = create(MIB)) {
            ByteBuffer buffer = Buffers.of(filled(100, 3)).position(10).limit(30);
            image.write(0, buffer);
            assertThat(buffer.position()).isEqualTo(10);
            assertThat(read(image, 0, 21)).startsWith(filled(20, 3)).endsWith(0);
            ByteBuffer into = ByteBuffer.allocateDirect(100).position(50).limit(60);
            image.read(15, into);
            assertThat(into.position()).isEqualTo(50);
            assertThat(into.get(54)).isEqualTo((byte) 3);
            assertThat(into.get(55)).isZero();
            assertThatThrownBy(() -> image.read(0, ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void nothingIsReadOrWrittenBehindTheEnd() {
        try (RbdImage image = create(MIB)) {
            assertThatThrownBy(() -> write(image, MIB - 1, filled(2, 1)))
                    .isInstanceOf(RbdException.class)
                    .hasMessageContaining("EINVAL");
            assertThat(read(image, MIB - 1, 1)).isEqualTo(filled(1, 0));
            assertThatThrownBy(() -> read(image, MIB, 1)).isInstanceOf(RbdException.class);
            assertThatThrownBy(() -> image.writeZeroes(MIB, 1)).isInstanceOf(RbdException.class);
            assertThatThrownBy(() -> image.writeZeroes(-1, 1)).isInstanceOf(RbdException.class);
        }
    }

    @Test
    void theHeaderHasANewVersionAfterWhatNeedsTheLockAndTheSameAfterReadingAndWriting() {
        try (RbdImage image = create(4 * MIB)) {
            assertThat(changes(image, () -> image.lock().acquire())).isPositive();
            assertThat(changes(image, () -> write(image, 0, filled(100, 1)))).isZero();
            assertThat(changes(image, image::flush)).isZero();
            assertThat(changes(image, () -> image.metadata().set("a", "b"))).isPositive();
            assertThat(changes(image, () -> image.metadata().remove("a"))).isPositive();
            assertThat(changes(image, () -> image.snapshots().create("s"))).isPositive();
            assertThat(changes(image, () -> image.resize(8 * MIB))).isPositive();
            assertThat(changes(image, () -> image.lock().release())).isPositive();
            assertThat(changes(image, () -> open(image).close())).isZero();
            assertThat(changes(image, () -> writeThroughAnotherHandle(image))).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void aHeaderThatWasTouchedIsOneVersionBeforeTheLockIsTakenOrGivenBackUnlessItSharesItsPlacementGroup() {
        long acquired = Long.MAX_VALUE;
        long released = Long.MAX_VALUE;
        for (int i = 0; i < 8; i++) {
            try (RbdImage image = create(4 * MIB)) {
                touch(image);
                acquired = Math.min(acquired, changes(image, () -> image.lock().acquire()));
                touch(image);
                released = Math.min(released, changes(image, () -> image.lock().release()));
            }
        }
        assertThat(acquired).isOne();
        assertThat(released).isOne();
    }

    @Test
    void aHeaderIsTouchedOnlyInTheVersionThatIsExpected() {
        try (RbdImage image = create(MIB);
                RbdImage other = open(image)) {
            image.metadata().set("a", "b");
            long version = image.header().version();
            assertThat(other.header().touchIf(version - 1)).isEmpty();
            assertThat(other.header().touchIf(version + 1)).isEmpty();
            assertThat(image.header().version()).isEqualTo(version);
            long touched = other.header().touchIf(version).orElseThrow();
            assertThat(touched).isGreaterThan(version).isEqualTo(image.header().version());
            assertThat(touch(image)).isGreaterThan(touched);
            assertThat(image.metadata().list()).containsExactly(Map.entry("a", "b"));
        }
    }

    private static long touch(RbdImage image) {
        return image.header().touchIf(image.header().version()).orElseThrow();
    }

    private void writeThroughAnotherHandle(RbdImage image) {
        try (RbdImage other = open(image)) {
            write(other, 0, filled(100, 2));
        }
    }

    private RbdImage open(RbdImage image) {
        return pool.open(ImageLocator.byId(image.id().image()));
    }

    private static long changes(RbdImage image, Runnable change) {
        long before = image.header().version();
        change.run();
        return image.header().version() - before;
    }

    @Test
    void anImageOfSizeZeroIsAnImage() {
        try (RbdImage image = create(0)) {
            long snapshot = image.snapshots().create("empty");
            assertThat(image.size()).isZero();
            assertThat(Extents.since(image, snapshot).list()).isEmpty();
            assertThat(Buffers.readAll(image)).isEmpty();
            image.resize(MIB);
            assertThat(image.size()).isEqualTo(MIB);
            assertThat(Extents.since(image, snapshot).list()).isEmpty();
            write(image, 0, filled(1, 1));
            assertThat(Extents.since(image, snapshot).bytes()).isEqualTo(1);
        }
    }

    @Test
    void whatAShrinkDropsIsZeroAfterGrowingAgain() {
        try (RbdImage image = create(6 * MIB)) {
            write(image, 0, filled((int) (6 * MIB), 1));
            image.resize(5 * MIB - 100);
            image.resize(6 * MIB);
            assertThat(read(image, 5 * MIB - 101, 2)).containsExactly(1, 0);
            assertThat(read(image, 6 * MIB - 10, 10)).isEqualTo(filled(10, 0));
        }
    }

    @Test
    void metadataIsAMap() {
        try (RbdImage image = create(MIB)) {
            var expected = new TreeMap<String, String>();
            for (int i = 0; i < 150; i++) {
                expected.put("spirula.point.k" + i, "v".repeat(i * 5));
            }
            expected.forEach(image.metadata()::set);
            assertThat(image.metadata().list()).isEqualTo(expected);
            image.metadata().set("spirula.point.k1", "{\"json\": \"\u00fc\"}");
            assertThat(image.metadata().get("spirula.point.k1")).contains("{\"json\": \"\u00fc\"}");
            assertThat(image.metadata().get("spirula.point.k0")).contains("");
            image.metadata().remove("spirula.point.k1");
            image.metadata().remove("spirula.point.k1");
            assertThat(image.metadata().get("spirula.point.k1")).isEmpty();
        }
    }

    @Test
    void metadataIsNotReadWhenThereIsMoreThanAnybodyShouldRead() {
        try (RbdImage image = create(MIB)) {
            String value = "v".repeat(ImageMetadata.LONGEST / 4);
            for (String key : List.of("k1", "k2", "k3", "k4")) {
                image.metadata().set(key, value);
            }
            assertThatThrownBy(() -> image.metadata().list())
                    .isInstanceOfSatisfying(
                            RbdException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EFBIG));
            image.metadata().remove("k4");
            assertThat(image.metadata().list()).hasSize(3);
        }
    }

    @Test
    void whoHasTheImageOpenIsAWatcherUnlessReadOnly() {
        try (RbdImage image = create(MIB)) {
            assertThat(image.watchers()).extracting(Watcher::clientId).containsExactly(cluster.instanceId());
            try (CephCluster other = connect();
                    RbdPool theirs = other.openPool("rbd", "");
                    RbdImage looked =
                            theirs.openReadOnly(ImageLocator.byId(image.id().image()))) {
                assertThat(looked.watchers()).hasSize(1);
                try (RbdImage opened = theirs.open(ImageLocator.byId(image.id().image()))) {
                    assertThat(opened.watchers())
                            .extracting(Watcher::clientId)
                            .containsExactlyInAnyOrder(cluster.instanceId(), other.instanceId());
                }
            }
        }
    }

    @Test
    void theLockKeepsOthersFromWritingUntilItIsGivenBack() {
        try (RbdImage mine = create(MIB);
                CephCluster other = connect();
                RbdPool theirs = other.openPool("rbd", "");
                RbdImage rival = theirs.open(ImageLocator.byId(mine.id().image()))) {
            assertThat(mine.lock().owners()).isEmpty();
            mine.lock().acquire();
            assertThat(mine.lock().isOwner()).isTrue();
            assertThat(rival.lock().isOwner()).isFalse();
            assertThat(rival.lock().owners()).containsExactly(cluster.clientAddress());
            assertThatThrownBy(() -> write(rival, 0, filled(1, 1))).isInstanceOf(RbdReadOnlyException.class);
            assertThatThrownBy(() -> rival.lock().acquire()).isInstanceOf(RbdReadOnlyException.class);
            write(mine, 0, filled(1, 2));
            mine.lock().release();
            mine.lock().release();
            rival.lock().acquire();
            write(rival, 1, filled(1, 3));
            assertThat(read(rival, 0, 2)).containsExactly(2, 3);
            assertThatThrownBy(() -> write(mine, 0, filled(1, 4))).isInstanceOf(RbdReadOnlyException.class);
        }
    }

    @Test
    void whoeverHasTheLockResizesTheImageForOthersAndItsHeaderTells() {
        try (RbdImage mine = create(2 * MIB);
                CephCluster other = connect();
                RbdPool theirs = other.openPool("rbd", "");
                RbdImage rival = theirs.open(ImageLocator.byId(mine.id().image()))) {
            mine.lock().acquire();
            write(mine, MIB, filled(10, 1));
            long version = mine.header().version();

            write(mine, MIB + 10, filled(10, 2));
            assertThat(mine.header().version()).isEqualTo(version);
            rival.resize(MIB);
            rival.resize(2 * MIB);

            assertThat(mine.header().version()).isGreaterThan(version);
            assertThat(mine.lock().isOwner()).isTrue();
            assertThat(read(mine, MIB, 20)).containsOnly(0);
        }
    }

    @Test
    void aBrokenLockShutsItsOldOwnerOut() {
        RbdImage mine = create(MIB);
        mine.lock().acquire();
        write(mine, 0, filled(10, 1));
        try (CephCluster other = connect();
                RbdPool theirs = other.openPool("rbd", "");
                RbdImage heir = theirs.open(ImageLocator.byId(mine.id().image()))) {
            assertThatThrownBy(() -> heir.lock().breakLock("127.0.0.1:0/1")).isInstanceOf(RbdBusyException.class);
            heir.lock().breakLock(heir.lock().owners().get(0));
            heir.lock().acquire();
            write(heir, 0, filled(10, 2));

            assertThatThrownBy(() -> write(mine, 0, filled(10, 3))).isInstanceOf(RbdBlocklistedException.class);
            try (AioQueue<String> queue = mine.openAioQueue(1)) {
                queue.submitWrite(0, Buffers.of(filled(10, 4)), "late");
                assertThat(queue.take().failure()).isInstanceOf(RbdBlocklistedException.class);
            }
            assertThat(read(heir, 0, 10)).isEqualTo(filled(10, 2));
        }
    }

    @Test
    void anImageWithoutTheFeatureHasNoLock() {
        try (RbdImage image = create(ImageSpec.ofSize(MIB).withFeatures(LAYERING))) {
            assertThatThrownBy(() -> image.lock().acquire()).isInstanceOf(RbdException.class);
        }
    }

    @Test
    void aClosedImageSaysSo() {
        RbdImage image = create(MIB);
        image.close();
        image.close();
        assertThatThrownBy(() -> write(image, 0, filled(1, 1)))
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining(image.name());
        assertThatThrownBy(() -> image.metadata().list()).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(() -> image.lock().acquire()).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(() -> image.openAioQueue(1)).isInstanceOf(HandleClosedException.class);
    }
}
