package io.spirula.mover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spirula.mover.Copies;
import io.spirula.mover.ImageBytes;
import io.spirula.mover.InMemorySites;
import io.spirula.mover.MoveContext;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplicaHeadTest {

    private static final int MIB = 1 << 20;

    private final InMemorySites sites = new InMemorySites();
    private final ReplicaHead head = new ReplicaHead(new ImageComparer(Copies.LIMITS));
    private RbdImage replica;
    private long base;
    private byte[] content;

    @BeforeEach
    void createReplica() {
        sites.poolB.create("replica", ImageSpec.ofSize(6 * MIB).withOrder(20));
        replica = sites.poolB.open(ImageLocator.byName("replica"));
        replica.lock().acquire();
        replica.write(MIB, ImageBytes.random(new Random(1), 3 * MIB));
        base = replica.snapshots().create("base");
        content = ImageBytes.read(replica);
    }

    @AfterEach
    void close() {
        sites.close();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("written inside data", image -> image.write(2 * MIB, ImageBytes.random(new Random(2), 1))),
                change("written where nothing was", image -> image.write(5 * MIB, ImageBytes.random(new Random(2), 9))),
                change("made zero", image -> image.writeZeroes(MIB, MIB)),
                change("grown", image -> image.resize(7 * MIB)),
                change("shrunk", image -> image.resize(2 * MIB)),
                change("shrunk to nothing", image -> image.resize(0)));
    }

    private static Arguments change(String what, Consumer<RbdImage> change) {
        return Arguments.of(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aChangedHeadIsRolledBackAndTold(String what, Consumer<RbdImage> change) {
        change.accept(replica);

        HeadReport report = head.settle(replica, base, MoveContext.UNATTENDED);

        assertThat(report.rolledBack()).isTrue();
        assertThat(report.evidence()).isNotBlank();
        assertThat(ImageBytes.read(replica)).isEqualTo(content);
        assertThat(head.settle(replica, base, MoveContext.UNATTENDED).rolledBack())
                .isFalse();
    }

    @Test
    void whatItIsKnownAsOfIsTheHeaderBeforeTheLookThatFoundItEqual() {
        long before = replica.header().version();
        HeadReport equal = head.settle(replica, base, MoveContext.UNATTENDED);
        assertThat(equal.header()).isEqualTo(before);

        replica.write(2 * MIB, ImageBytes.random(new Random(2), 1));
        assertThat(head.settle(replica, base, MoveContext.UNATTENDED).header())
                .as("after the roll back")
                .isEqualTo(replica.header().version());
    }

    @Test
    void aHeadThatWasOnlyTouchedIsLeftAlone() {
        replica.write(MIB, ImageBytes.random(new Random(1), 3 * MIB));

        assertThat(head.settle(replica, base, MoveContext.UNATTENDED))
                .isEqualTo(new HeadReport(false, "", replica.header().version()));
    }

    @Test
    void anOlderBaseIsGoneBackToAndNewerSnapshotsStay() {
        replica.write(0, ImageBytes.random(new Random(3), 4096));
        long newer = replica.snapshots().create("newer");

        assertThat(head.settle(replica, base, MoveContext.UNATTENDED).rolledBack())
                .isTrue();

        assertThat(ImageBytes.read(replica)).isEqualTo(content);
        assertThat(replica.snapshots().find(newer)).isPresent();
    }

    @Test
    void nothingIsRolledBackWithoutTheLock() {
        replica.write(0, ImageBytes.random(new Random(3), 4096));
        byte[] changed = ImageBytes.read(replica);
        replica.lock().release();

        MoveFailedException failure = catchThrowableOfType(
                MoveFailedException.class, () -> head.settle(replica, base, MoveContext.UNATTENDED));

        assertThat(failure.code()).isEqualTo(MoveFailedException.TARGET_NOT_LOCKED);
        assertThat(ImageBytes.read(replica)).isEqualTo(changed);
    }
}
