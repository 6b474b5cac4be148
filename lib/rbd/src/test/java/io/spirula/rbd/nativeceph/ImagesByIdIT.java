package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageEntry;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.TrashEntry;
import io.spirula.rbd.contract.SandboxCeph;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Another image gets the name between the look-up and the act, on a real cluster. */
class ImagesByIdIT {

    private final SandboxCeph ceph = SandboxCeph.siteA();
    private CephCluster cluster;
    private RbdPool pool;
    private String ours;
    private String foreign;

    @BeforeEach
    void connect() {
        cluster = ceph.connector().connect(ceph.config());
        pool = cluster.openPool("rbd", "");
        ours = create("wanted");
        foreign = create("foreign");
    }

    @AfterEach
    void remove() {
        pool.images().forEach(entry -> pool.remove(entry.id(), ProgressListener.SILENT));
        pool.trash().forEach(entry -> pool.remove(entry.id(), ProgressListener.SILENT));
        cluster.close();
    }

    private String create(String name) {
        pool.create(name, ImageSpec.ofSize(1 << 20));
        try (RbdImage image = pool.openReadOnly(ImageLocator.byName(name))) {
            return image.id().image();
        }
    }

    /** Somebody gives our image another name, and its name to the other image. */
    private void swap() {
        NamedImages named = new NativeNamedImages((NativePool) pool);
        named.rename("wanted", "moved");
        named.rename("foreign", "wanted");
    }

    private ImagesById withSwapBeforeActing() {
        NamedImages real = new NativeNamedImages((NativePool) pool);
        return new ImagesById(new NamedImages() {

            private boolean swapped;

            private void swapOnce() {
                if (!swapped) {
                    swapped = true;
                    swap();
                }
            }

            @Override
            public List<ImageEntry> images() {
                return real.images();
            }

            @Override
            public List<TrashEntry> trash() {
                return real.trash();
            }

            @Override
            public boolean hasSnapshots(String imageId) {
                return real.hasSnapshots(imageId);
            }

            @Override
            public void rename(String name, String newName) {
                swapOnce();
                real.rename(name, newName);
            }

            @Override
            public void moveToTrash(String name, Duration deferment) {
                swapOnce();
                real.moveToTrash(name, deferment);
            }

            @Override
            public void takeFromTrash(String imageId, String name) {
                real.takeFromTrash(imageId, name);
            }

            @Override
            public void purge(String imageId, ProgressListener progress) {
                real.purge(imageId, progress);
            }

            @Override
            public String describe() {
                return real.describe();
            }
        });
    }

    private void assertNobodyWasHurt() {
        assertThat(pool.images())
                .containsExactlyInAnyOrder(new ImageEntry(ours, "moved"), new ImageEntry(foreign, "wanted"));
        assertThat(pool.trash()).isEmpty();
    }

    @Test
    void anImageThatGetsTheNameIsNotRemoved() {
        assertThatThrownBy(() -> withSwapBeforeActing().remove(ours, ProgressListener.SILENT))
                .isInstanceOf(RbdBusyException.class)
                .hasMessageContaining(foreign);
        assertNobodyWasHurt();
    }

    @Test
    void anImageThatGetsTheNameIsNotLeftInTheTrash() {
        assertThatThrownBy(() -> withSwapBeforeActing().trashMove(ours, Duration.ZERO))
                .isInstanceOf(RbdBusyException.class)
                .hasMessageContaining(foreign);
        assertNobodyWasHurt();
    }

    @Test
    void anImageThatGetsTheNameIsNotLeftRenamed() {
        assertThatThrownBy(() -> withSwapBeforeActing().rename(ours, "final"))
                .isInstanceOf(RbdBusyException.class)
                .hasMessageContaining(foreign);
        assertNobodyWasHurt();
    }
}
