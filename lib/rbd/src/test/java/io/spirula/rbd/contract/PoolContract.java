package io.spirula.rbd.contract;

import static io.spirula.rbd.contract.Buffers.filled;
import static io.spirula.rbd.contract.Buffers.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdAlreadyExistsException;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.TrashEntry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool does. */
public abstract class PoolContract extends ContractSuite {

    protected PoolContract(CephUnderTest ceph) {
        super(ceph);
    }

    @Test
    void aNewImageIsListedWithItsIdAndOpensByEither() {
        String name = freshName();
        pool.create(name, ImageSpec.ofSize(MIB));
        try (RbdImage byName = pool.open(ImageLocator.byName(name));
                RbdImage byId = pool.openReadOnly(ImageLocator.byId(byName.id().image()))) {
            assertThat(pool.images()).contains(new ImageEntry(byName.id().image(), name));
            assertThat(byId.id()).isEqualTo(byName.id());
            assertThat(byId.name()).isEqualTo(name);
            assertThat(byName.id().fsid()).isEqualTo(cluster.fsid());
            assertThat(byName.id().pool()).isEqualTo(pool.poolId());
            assertThat(byName.id().namespace()).isEmpty();
        }
    }

    @Test
    void aTakenNameIsRefused() {
        try (RbdImage first = create(MIB);
                RbdImage second = create(MIB)) {
            assertThatThrownBy(() -> pool.create(first.name(), ImageSpec.ofSize(MIB)))
                    .isInstanceOf(RbdAlreadyExistsException.class)
                    .hasMessageContaining(first.name());
            second.close();
            assertThatThrownBy(() -> pool.rename(second.id().image(), first.name()))
                    .isInstanceOf(RbdAlreadyExistsException.class);
        }
    }

    @Test
    void aMissingImageIsNotFound() {
        assertThatThrownBy(() -> pool.open(ImageLocator.byName("no such image")))
                .isInstanceOf(RbdNotFoundException.class)
                .hasMessageContaining("no such image");
        assertThatThrownBy(() -> pool.open(ImageLocator.byId("0123abc"))).isInstanceOf(RbdNotFoundException.class);
        assertThatThrownBy(() -> pool.remove("0123abc", ProgressListener.SILENT))
                .isInstanceOf(RbdNotFoundException.class);
        assertThatThrownBy(() -> pool.rename("0123abc", "x")).isInstanceOf(RbdNotFoundException.class);
    }

    @Test
    void aRenamedImageKeepsItsIdentity() {
        RbdImage image = create(MIB);
        image.close();
        String renamed = freshName();
        pool.rename(image.id().image(), renamed);
        try (RbdImage again = pool.open(ImageLocator.byName(renamed))) {
            assertThat(again.id()).isEqualTo(image.id());
        }
    }

    @Test
    void anImageMadeAgainUnderItsOldNameIsAnother() {
        RbdImage image = create(MIB);
        image.close();
        pool.remove(image.id().image(), ProgressListener.SILENT);
        assertThat(pool.images()).noneMatch(entry -> entry.name().equals(image.name()));
        pool.create(image.name(), ImageSpec.ofSize(MIB));
        try (RbdImage again = pool.open(ImageLocator.byName(image.name()))) {
            assertThat(again.id()).isNotEqualTo(image.id());
        }
    }

    @Test
    void anImageWithSnapshotsIsNotRemoved() {
        RbdImage image = create(MIB);
        image.snapshots().create("kept");
        image.close();
        assertThatThrownBy(() -> pool.remove(image.id().image(), ProgressListener.SILENT))
                .isInstanceOf(RbdBusyException.class);
        assertThat(pool.images()).anyMatch(entry -> entry.id().equals(image.id().image()));
    }

    @Test
    void anImageInUseIsNotRemovedAndKeepsItsName() {
        try (RbdImage image = create(MIB)) {
            assertThatThrownBy(() -> pool.remove(image.id().image(), ProgressListener.SILENT))
                    .isInstanceOf(RbdBusyException.class);
            assertThat(pool.images()).contains(new ImageEntry(image.id().image(), image.name()));
            assertThat(pool.trash()).isEmpty();
        }
    }

    @Test
    void aRemovalThatWasCutShortIsFinished() {
        RbdImage image = create(MIB);
        image.close();
        String id = image.id().image();
        pool.trashMove(id, Duration.ofHours(1));
        pool.create(image.name(), ImageSpec.ofSize(MIB));

        pool.remove(id, ProgressListener.SILENT);

        assertThat(pool.trash()).isEmpty();
        assertThat(pool.images()).extracting(ImageEntry::name).containsExactly(image.name());
    }

    @Test
    void anImageInTheTrashOpensByIdAloneAndComesBack() {
        RbdImage image = create(MIB);
        write(image, 0, filled(512, 7));
        image.close();
        String id = image.id().image();
        pool.trashMove(id, Duration.ofHours(1));

        assertThat(pool.images()).noneMatch(entry -> entry.id().equals(id));
        assertThat(pool.trash()).extracting(TrashEntry::id, TrashEntry::name).containsExactly(tuple(id, image.name()));
        assertThat(pool.trash().get(0).defermentEnd())
                .isEqualTo(pool.trash().get(0).deletedAt().plus(Duration.ofHours(1)));
        assertThatThrownBy(() -> pool.open(ImageLocator.byName(image.name()))).isInstanceOf(RbdNotFoundException.class);
        try (RbdImage trashed = pool.open(ImageLocator.byId(id))) {
            assertThat(Buffers.read(trashed, 0, 512)).isEqualTo(filled(512, 7));
        }
        assertThatThrownBy(() -> pool.trashRemove(id, false, ProgressListener.SILENT))
                .isInstanceOf(RbdException.class);

        String restored = freshName();
        pool.trashRestore(id, restored);
        assertThat(pool.images()).contains(new ImageEntry(id, restored));
        pool.trashMove(id, Duration.ZERO);
        pool.trashRemove(id, true, ProgressListener.SILENT);
        assertThat(pool.trash()).isEmpty();
        assertThatThrownBy(() -> pool.open(ImageLocator.byId(id))).isInstanceOf(RbdNotFoundException.class);
    }

    @Test
    void aSnapshotOfAnImageInTheTrashCanBeRemovedSoThatItsOwnerCanPurgeIt() {
        RbdImage image = create(MIB);
        long snapshot = image.snapshots().create("ours");
        image.close();
        String id = image.id().image();
        pool.trashMove(id, Duration.ZERO);
        assertThatThrownBy(() -> pool.trashRemove(id, true, ProgressListener.SILENT))
                .isInstanceOf(RbdException.class);
        try (RbdImage trashed = pool.open(ImageLocator.byId(id))) {
            trashed.snapshots().remove(snapshot);
        }
        pool.trashRemove(id, true, ProgressListener.SILENT);
        assertThat(pool.trash()).isEmpty();
    }

    @Test
    void aPoolOfImagesIsTaggedForThem() {
        assertThat(pool.applications()).containsExactly("rbd");
    }

    @Test
    void namespacesKeepImagesApart() {
        String name = freshName();
        pool.createNamespace("tenant-a");
        assertThatThrownBy(() -> pool.createNamespace("tenant-a")).isInstanceOf(RbdAlreadyExistsException.class);
        assertThat(pool.namespaces()).containsExactly("tenant-a");
        pool.create(name, ImageSpec.ofSize(MIB));
        try (RbdPool inside = cluster.openPool("rbd", "tenant-a")) {
            assertThat(inside.images()).isEmpty();
            inside.create(name, ImageSpec.ofSize(2 * MIB));
            try (RbdImage image = inside.open(ImageLocator.byName(name))) {
                assertThat(image.size()).isEqualTo(2 * MIB);
                assertThat(image.id().namespace()).isEqualTo("tenant-a");
            }
            assertThatThrownBy(() -> pool.removeNamespace("tenant-a")).isInstanceOf(RbdBusyException.class);
        }
        assertThat(pool.images()).extracting(ImageEntry::name).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$(touch x)",
                ";id",
                "-x",
                "--help",
                "a b",
                "new\nline",
                "tab\t",
                "'\"",
                "..",
                "../etc",
                "a/b",
                "a@b",
                "größe-\u6d4b\u8bd5-\ud83d\udc19",
                "byte-\udcff\udc80-",
                "%s%n"
            })
    void anyNameThatLibrbdTakesComesBackAsItWas(String name) {
        pool.create(name, ImageSpec.ofSize(MIB));
        assertThat(pool.images()).extracting(ImageEntry::name).containsExactly(name);
        try (RbdImage image = pool.open(ImageLocator.byName(name))) {
            assertThat(image.name()).isEqualTo(name);
            long id = image.snapshots().create(name);
            assertThat(image.snapshots().find(name))
                    .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo(id));
            image.snapshots().remove(id);
            image.metadata().set(name, name);
            assertThat(image.metadata().list()).containsEntry(name, name);
        }
    }

    @Test
    void namesThatCannotBeAddressedAreRefusedBeforeAnythingIsDone() {
        assertThatThrownBy(() -> pool.create("", ImageSpec.ofSize(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.create("a\0b", ImageSpec.ofSize(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> pool.rename("0123abc", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
