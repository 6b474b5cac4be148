package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.read;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ParentSnapshot;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import org.junit.jupiter.api.Test;

/** What clones do. */
public abstract class CloneContract extends ContractSuite {

    protected CloneContract(CephUnderTest ceph) {
        super(ceph);
    }

    private RbdImage parentWithData() {
        RbdImage parent = create(12 * MIB);
        write(parent, 0, filled(4096, 1));
        write(parent, 5 * MIB, filled(4096, 2));
        return parent;
    }

    private ParentSnapshot parentSnapshot(RbdImage parent, long snapshot) {
        return new ParentSnapshot(pool.poolId(), "", parent.id().image(), snapshot);
    }

    @Test
    void aCloneReadsItsParentAndWritesItsOwn() {
        try (RbdImage parent = parentWithData()) {
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            write(parent, 0, filled(4096, 9));
            String name = freshName();
            pool.clone(origin, name, ImageFeatures.DEFAULT);
            try (RbdImage child = pool.open(ImageLocator.byName(name))) {
                assertThat(child.parent()).contains(origin);
                assertThat(parent.parent()).isEmpty();
                assertThat(child.size()).isEqualTo(12 * MIB);
                assertThat(read(child, 0, 4096)).isEqualTo(filled(4096, 1));

                write(child, 4096, filled(10, 5));
                assertThat(read(child, 0, 4096)).isEqualTo(filled(4096, 1));
                assertThat(read(child, 4096, 10)).isEqualTo(filled(10, 5));
                child.writeZeroes(4 * MIB, 4 * MIB);
                assertThat(read(child, 5 * MIB, 4096)).isEqualTo(filled(4096, 0));
                try (RbdImage frozen = at(parent, origin.snapshotId())) {
                    assertThat(read(frozen, 5 * MIB, 4096)).isEqualTo(filled(4096, 2));
                    assertThat(read(frozen, 4096, 10)).isEqualTo(filled(10, 0));
                }
            }
        }
    }

    @Test
    void aFlattenedCloneStandsAlone() {
        try (RbdImage parent = parentWithData()) {
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            String name = freshName();
            pool.clone(origin, name, LAYERING);
            try (RbdImage child = pool.open(ImageLocator.byName(name))) {
                byte[] before = Buffers.readAll(child);
                child.flatten(ProgressListener.SILENT);
                assertThat(child.parent()).isEmpty();
                assertThat(Buffers.readAll(child)).isEqualTo(before);
            }
            parent.snapshots().remove(origin.snapshotId());
            assertThat(parent.snapshots().list()).isEmpty();
        }
    }

    @Test
    void aRemovedSnapshotWithAClonesGoesToTheTrashUntilTheLastCloneIsGone() {
        try (RbdImage parent = parentWithData()) {
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            String name = freshName();
            pool.clone(origin, name, ImageFeatures.DEFAULT);
            parent.snapshots().remove(origin.snapshotId());
            assertThat(parent.snapshots().list())
                    .extracting(Snapshot::id, Snapshot::kind)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(origin.snapshotId(), SnapshotKind.TRASH));
            assertThatThrownBy(() -> parent.snapshots().remove(origin.snapshotId()))
                    .isInstanceOf(RbdNotFoundException.class);
            try (RbdImage child = pool.open(ImageLocator.byName(name))) {
                assertThat(read(child, 0, 4096)).isEqualTo(filled(4096, 1));
                child.flatten(ProgressListener.SILENT);
            }
            assertThat(parent.snapshots().list()).isEmpty();
        }
    }

    @Test
    void aCloneMayLiveInAnotherNamespace() {
        try (RbdImage parent = parentWithData()) {
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            pool.createNamespace("clones");
            try (RbdPool elsewhere = cluster.openPool("rbd", "clones")) {
                elsewhere.clone(origin, "child", ImageFeatures.DEFAULT);
                try (RbdImage child = elsewhere.open(ImageLocator.byName("child"))) {
                    assertThat(child.parent()).contains(origin);
                    assertThat(read(child, 5 * MIB, 4096)).isEqualTo(filled(4096, 2));
                }
            }
        }
    }

    @Test
    void aCloneOfWhatIsGoneOrUnderATakenNameIsRefused() {
        try (RbdImage parent = parentWithData()) {
            long snapshot = parent.snapshots().create("origin");
            assertThatThrownBy(() -> pool.clone(parentSnapshot(parent, snapshot), parent.name(), ImageFeatures.DEFAULT))
                    .isInstanceOf(RbdAlreadyExistsException.class);
            parent.snapshots().remove(snapshot);
            assertThatThrownBy(() -> pool.clone(parentSnapshot(parent, snapshot), freshName(), ImageFeatures.DEFAULT))
                    .isInstanceOf(RbdNotFoundException.class);
        }
    }

    @Test
    void aCloneInheritsItsParentsMetadata() {
        try (RbdImage parent = parentWithData()) {
            parent.metadata().set("spirula.lineage", "of the parent");
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            parent.metadata().set("later", "too");
            String name = freshName();
            pool.clone(origin, name, ImageFeatures.DEFAULT);
            try (RbdImage child = pool.open(ImageLocator.byName(name))) {
                assertThat(child.metadata().list()).containsEntry("spirula.lineage", "of the parent");
                assertThat(child.metadata().get("later")).contains("too");
                child.metadata().remove("spirula.lineage");
                assertThat(child.metadata().get("spirula.lineage")).isEmpty();
            }
            assertThat(parent.metadata().get("spirula.lineage")).isPresent();
        }
    }

    @Test
    void aDifferenceFromTheBeginningWithTheParentCoversWhatIsInherited() {
        try (RbdImage parent = parentWithData()) {
            ParentSnapshot origin = parentSnapshot(parent, parent.snapshots().create("origin"));
            String name = freshName();
            pool.clone(origin, name, ImageFeatures.DEFAULT);
            try (RbdImage child = pool.open(ImageLocator.byName(name))) {
                write(child, 9 * MIB, filled(512, 3));
                var listed = Extents.of(child, DiffRequest.fromBeginning(0, child.size()));
                assertThat(listed.covers(0, 4096)).isTrue();
                assertThat(listed.covers(5 * MIB, 4096)).isTrue();
                assertThat(listed.covers(9 * MIB, 512)).isTrue();
            }
        }
    }
}
