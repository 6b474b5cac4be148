package io.spirula.mover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.mover.FaultyImage;
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
import java.util.ArrayList;
import java.util.List;
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
import org.junit.jupiter.params.provider.ValueSource;

class LockSealTest {

    private static final int MIB = 1 << 20;
    private static final int ETIMEDOUT = 110;

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-b");
    private final FaultScript script = new FaultScript();
    private final CephCluster ours = FaultyCeph.around(ceph, script).connect(InMemoryCeph.config("site-b"));
    private final CephCluster theirs = ceph.connect(InMemoryCeph.config("site-b"));
    private final RbdPool place = ours.openPool("rbd", "");
    private final List<RbdException> refused = new ArrayList<>();
    private RbdImage replica;
    private long point;
    private OptionalLong seal = OptionalLong.empty();

    @BeforeEach
    void seal() {
        place.create("replica", ImageSpec.ofSize(4 * MIB));
        replica = place.open(ImageLocator.byName("replica"));
        point = replica.snapshots().create("point");
        assertThat(acquire(OptionalLong.empty())).isFalse();
        seal = release();
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
        assertThat(acquire(seal)).isTrue();
        assertThat(release()).isPresent().isNotEqualTo(seal);
    }

    @Test
    void oneThatIsBeingMadeSmallerIsNotSealedAlthoughItsHeaderIsAsItWas() {
        replica.close();
        replica = FaultyImage.beingMadeSmaller(place.open(ImageLocator.byName("replica")), MIB);
        assertThat(acquire(seal)).isTrue();
        assertThat(release()).isEmpty();
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
        assertThat(acquire(seal)).isFalse();
    }

    @Test
    void aSealIsGoodForOnce() {
        acquire(seal);
        replica.close();
        replica = place.open(ImageLocator.byName("replica"));
        assertThat(acquire(seal)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whoWasThereWhileTheLockWasTakenBrokeTheSeal(String what, Consumer<RbdImage> change) {
        script.runAfter("ImageHeader.touchIf", 2, () -> stranger(change));
        boolean sealed = acquire(seal);
        assertThat(sealed).isEqualTo(!takesTheLock(what));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whoIsThereWhenTheLockIsGivenBackLeavesNoSeal(String what, Consumer<RbdImage> change) {
        acquire(seal);
        script.runAfter("ExclusiveLock.release", 2, () -> stranger(change));
        assertThat(release().isPresent()).isEqualTo(!takesTheLock(what));
    }

    /** In memory, metadata and snapshots are written without it. */
    private static boolean takesTheLock(String what) {
        return !what.equals("described") && !what.equals("taken a snapshot of");
    }

    @Test
    void whateverOurOwnClientDidForSomebodyElseMeanwhileLeavesNoSeal() {
        acquire(seal);
        long known = now();
        stranger(image -> {
            image.resize(MIB);
            image.resize(4 * MIB);
        });
        assertThat(release(known)).isEmpty();
        assertThat(replica.lock().isOwner()).isFalse();
    }

    @Test
    void whoTakesTheLockWhenItIsGivenBackAndKeepsItLeavesNoSeal() {
        acquire(seal);
        RbdImage other = theirs.openPool("rbd", "").open(ImageLocator.byName("replica"));
        script.runAfter("ExclusiveLock.release", 2, () -> other.lock().acquire());
        assertThat(release()).isEmpty();
    }

    @Test
    void whoLostTheLockLeavesNoSeal() {
        acquire(seal);
        replica.lock().release();
        assertThat(release()).isEmpty();
    }

    @Test
    void whatElseHappensInThePlacementGroupLeavesNoSeal() {
        script.runAfter("ImageHeader.touchIf", 2, () -> stranger(LockSealTest::touchTwice));
        assertThat(acquire(seal)).isFalse();
        script.runAfter("ImageHeader.touchIf", 3, () -> stranger(LockSealTest::touchTwice));
        assertThat(release()).isEmpty();
    }

    private static void touchTwice(RbdImage image) {
        for (int i = 0; i < 2; i++) {
            image.header().touchIf(image.header().version()).orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImageHeader.touchIf 2", "ImageHeader.version 3"})
    void theLockIsTakenWithoutASealWhereCephRefusesWhatThatNeeds(String operation) {
        failBefore(operation);
        assertThat(acquire(seal)).isFalse();
        assertThat(replica.lock().isOwner()).isTrue();
        assertThat(refused).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ImageHeader.touchIf 3",
                "ExclusiveLock.isOwner 2",
                "ExclusiveLock.owners 3",
                "ExclusiveLock.owners 4",
                "ImageHeader.version 4"
            })
    void theLockIsGivenBackWithoutASealWhereCephRefusesWhatThatNeeds(String operation) {
        assertThat(acquire(seal)).isTrue();
        failBefore(operation);
        assertThat(release()).isEmpty();
        assertThat(refused).hasSize(1);
        assertThat(replica.lock().isOwner()).isFalse();
    }

    private void failBefore(String operationAndCall) {
        String[] parts = operationAndCall.split(" ");
        script.failBefore(parts[0], Integer.parseInt(parts[1]), ETIMEDOUT);
    }

    @Test
    void aLockThatCannotBeGivenBackIsTold() {
        acquire(seal);
        script.failBefore("ExclusiveLock.release", 2, ETIMEDOUT);
        assertThatThrownBy(this::release).isInstanceOf(RbdException.class);
    }

    private boolean acquire(OptionalLong sealedWith) {
        return LockSeal.acquire(replica, sealedWith, refused::add).isPresent();
    }

    private OptionalLong release() {
        return release(now());
    }

    private OptionalLong release(long known) {
        return LockSeal.release(replica, known, point, refused::add);
    }

    /** The header's version, asked by somebody else. */
    private long now() {
        try (RbdPool pool = theirs.openPool("rbd", "");
                RbdImage image = pool.openReadOnly(ImageLocator.byName("replica"))) {
            return image.header().version();
        }
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
