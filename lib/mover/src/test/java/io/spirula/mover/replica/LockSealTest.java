package io.spirula.mover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.ImageBytes;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.faulty.FaultScript;
import io.spirula.rbd.faulty.FaultyCeph;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LockSealTest {

    private static final int MIB = 1 << 20;
    private static final int ENOSPC = 28;
    private static final int EIO = 5;

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-b");
    private final FaultScript script = new FaultScript();
    private final CephCluster ours = FaultyCeph.around(ceph, script).connect(InMemoryCeph.config("site-b"));
    private final CephCluster theirs = ceph.connect(InMemoryCeph.config("site-b"));
    private final RbdPool place = ours.openPool("rbd", "");
    private RbdImage replica;
    private OptionalLong seal = OptionalLong.empty();

    @BeforeEach
    void seal() {
        place.create("replica", ImageSpec.ofSize(4 * MIB));
        replica = place.open(ImageLocator.byName("replica"));
        assertThat(LockSeal.acquire(replica, OptionalLong.empty())).isFalse();
        seal = LockSeal.release(replica);
        assertThat(seal).isPresent();
    }

    @AfterEach
    void close() {
        ours.close();
        theirs.close();
    }

    @Test
    void whatNobodyTouchedIsStillSealed() {
        replica.close();
        replica = place.open(ImageLocator.byName("replica"));
        assertThat(LockSeal.acquire(replica, seal)).isTrue();
        assertThat(LockSeal.release(replica)).isPresent().isNotEqualTo(seal);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("written to", LockSealTest::write),
                change("described", image -> image.metadata().set("a", "b")),
                change("taken a snapshot of", image -> image.snapshots().create("theirs")),
                change("made larger", image -> image.resize(8 * MIB)),
                change("locked for a moment", image -> {
                    image.lock().acquire();
                    image.lock().release();
                }));
    }

    private static Arguments change(String what, Consumer<RbdImage> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aSealIsBrokenByWhoeverHasTheLock(String what, Consumer<RbdImage> change) {
        stranger(change);
        assertThat(LockSeal.acquire(replica, seal)).isFalse();
    }

    @Test
    void aSealIsGoodForOnce() {
        LockSeal.acquire(replica, seal);
        replica.close();
        replica = place.open(ImageLocator.byName("replica"));
        assertThat(LockSeal.acquire(replica, seal)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whoWasThereWhileTheLockWasTakenBrokeTheSeal(String what, Consumer<RbdImage> change) {
        script.runAfter("ImageHeader.touchIf", 1, () -> stranger(change));
        boolean sealed = LockSeal.acquire(replica, seal);
        assertThat(sealed).isEqualTo(!takesTheLock(what));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whoIsThereWhenTheLockIsGivenBackLeavesNoSeal(String what, Consumer<RbdImage> change) {
        LockSeal.acquire(replica, seal);
        script.runAfter("ExclusiveLock.release", 2, () -> stranger(change));
        assertThat(LockSeal.release(replica).isPresent()).isEqualTo(!takesTheLock(what));
    }

    /** In memory, metadata and snapshots are written without it. */
    private static boolean takesTheLock(String what) {
        return !what.equals("described") && !what.equals("taken a snapshot of");
    }

    @Test
    void whoTakesTheLockWhenItIsGivenBackAndKeepsItLeavesNoSeal() {
        LockSeal.acquire(replica, seal);
        RbdImage other = theirs.openPool("rbd", "").open(ImageLocator.byName("replica"));
        script.runAfter("ExclusiveLock.release", 2, () -> other.lock().acquire());
        assertThat(LockSeal.release(replica)).isEmpty();
    }

    @Test
    void whoLostTheLockLeavesNoSeal() {
        LockSeal.acquire(replica, seal);
        replica.lock().release();
        assertThat(LockSeal.release(replica)).isEmpty();
    }

    @Test
    void onAFullClusterTheLockIsTakenAndGivenBackWithoutASeal() {
        script.failBefore("ImageHeader.touchIf", 1, ENOSPC).failBefore("ImageHeader.touch", 2, ENOSPC);
        assertThat(LockSeal.acquire(replica, seal)).isFalse();
        assertThat(replica.lock().isOwner()).isTrue();
        assertThat(LockSeal.release(replica)).isEmpty();
        assertThat(replica.lock().isOwner()).isFalse();
    }

    @Test
    void aClusterThatDoesNotAnswerIsTold() {
        script.failBefore("ImageHeader.touchIf", 1, EIO);
        assertThatThrownBy(() -> LockSeal.acquire(replica, seal)).isInstanceOf(RbdException.class);
    }

    private void stranger(Consumer<RbdImage> change) {
        try (RbdPool pool = theirs.openPool("rbd", "");
                RbdImage image = pool.open(ImageLocator.byName("replica"))) {
            change.accept(image);
        }
    }

    private static void write(RbdImage image) {
        image.write(0, ImageBytes.random(new Random(1), 4096));
    }
}
