package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.read;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdReadOnlyException;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What snapshots do. */
public abstract class SnapshotContract extends ContractSuite {

    protected SnapshotContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void snapshotsAreListedByRisingId() {
        try (RbdImage image = create(MIB)) {
            long first = image.snapshots().create("zebra");
            image.resize(2 * MIB);
            long second = image.snapshots().create("ant");
            assertThat(second).isGreaterThan(first);
            assertThat(image.snapshots().list())
                    .extracting(Snapshot::id, Snapshot::name, Snapshot::size, Snapshot::kind)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple(first, "zebra", MIB, SnapshotKind.USER),
                            org.assertj.core.groups.Tuple.tuple(second, "ant", 2 * MIB, SnapshotKind.USER));
            assertThat(image.snapshots().find(first)).map(Snapshot::name).contains("zebra");
            assertThat(Duration.between(image.snapshots().list().get(0).createdAt(), Instant.now()))
                    .isBetween(Duration.ofMinutes(-1), Duration.ofMinutes(1));
        }
    }

    @Test
    void aSnapshotsContentAndSizeAreFrozen() {
        for (ImageSpec spec : new ImageSpec[] {
            ImageSpec.ofSize(9 * MIB), ImageSpec.ofSize(9 * MIB).withFeatures(LAYERING)
        }) {
            try (RbdImage image = create(spec)) {
                write(image, 0, filled(5000, 1));
                write(image, 8 * MIB, filled(100, 1));
                long snapshot = image.snapshots().create("frozen");
                write(image, 100, filled(5000, 2));
                image.writeZeroes(0, 50);
                image.resize(4 * MIB);
                try (RbdImage frozen = at(image, snapshot)) {
                    assertThat(frozen.viewedSnapshot()).hasValue(snapshot);
                    assertThat(frozen.size()).isEqualTo(9 * MIB);
                    assertThat(read(frozen, 0, 5000)).isEqualTo(filled(5000, 1));
                    assertThat(read(frozen, 5000, 200)).isEqualTo(filled(200, 0));
                    assertThat(read(frozen, 8 * MIB, 100)).isEqualTo(filled(100, 1));
                    frozen.viewHead();
                    assertThat(frozen.size()).isEqualTo(4 * MIB);
                    assertThat(frozen.viewedSnapshot()).isEmpty();
                }
            }
        }
    }

    @Test
    void aHandleAtASnapshotCannotWrite() {
        try (RbdImage image = create(MIB)) {
            try (RbdImage frozen = at(image, image.snapshots().create("frozen"))) {
                assertThatThrownBy(() -> write(frozen, 0, filled(1, 1))).isInstanceOf(RbdReadOnlyException.class);
                assertThatThrownBy(() -> frozen.writeZeroes(0, 1)).isInstanceOf(RbdReadOnlyException.class);
                assertThatThrownBy(() -> frozen.resize(0)).isInstanceOf(RbdReadOnlyException.class);
                try (var queue = frozen.<String>openAioQueue(1)) {
                    queue.submitWrite(0, Buffers.of(filled(1, 1)), "no");
                    assertThat(queue.take().failure()).isInstanceOf(RbdReadOnlyException.class);
                }
            }
            assertThat(read(image, 0, 1)).containsExactly(0);
        }
    }

    @Test
    void namesAreUniqueAndIdsAreNeverReused() {
        try (RbdImage image = create(MIB)) {
            long first = image.snapshots().create("same");
            assertThatThrownBy(() -> image.snapshots().create("same")).isInstanceOf(RbdAlreadyExistsException.class);
            image.snapshots().remove(first);
            long second = image.snapshots().create("same");
            assertThat(second).isNotEqualTo(first);
            assertThatThrownBy(() -> image.snapshots().remove(first)).isInstanceOf(RbdNotFoundException.class);
            assertThatThrownBy(() -> image.snapshots().rollback(first, ProgressListener.SILENT))
                    .isInstanceOf(RbdNotFoundException.class);
            assertThatThrownBy(() -> at(image, first)).isInstanceOf(RbdNotFoundException.class);
            assertThat(image.snapshots().list()).extracting(Snapshot::id).containsExactly(second);
        }
    }

    @Test
    void rollingBackBringsBytesAndSizeBack() {
        try (RbdImage image = create(9 * MIB)) {
            write(image, 4 * MIB - 50, filled(100, 1));
            long snapshot = image.snapshots().create("good");
            write(image, 0, filled(10, 2));
            write(image, 4 * MIB - 50, filled(100, 2));
            image.resize(4 * MIB);
            image.resize(20 * MIB);
            write(image, 19 * MIB, filled(10, 3));
            byte[] expected;
            try (RbdImage frozen = at(image, snapshot)) {
                expected = Buffers.readAll(frozen);
            }
            image.snapshots().rollback(snapshot, ProgressListener.SILENT);
            assertThat(image.size()).isEqualTo(9 * MIB);
            assertThat(Buffers.readAll(image)).isEqualTo(expected);
        }
    }

    @Test
    void anOpenHandleNoticesThatItsSnapshotWasRemoved() {
        try (RbdImage image = create(MIB)) {
            long snapshot = image.snapshots().create("doomed");
            try (RbdImage frozen = at(image, snapshot)) {
                assertThat(frozen.snapshots().find(snapshot)).isPresent();
                image.snapshots().remove(snapshot);
                assertThat(frozen.snapshots().find(snapshot)).isEmpty();
            }
        }
    }
}
