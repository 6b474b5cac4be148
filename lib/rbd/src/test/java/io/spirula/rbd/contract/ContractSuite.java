package io.spirula.rbd.contract;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A connection and names of its own for each test; what the tests leave in the pool is removed. */
abstract class ContractSuite {

    static final long MIB = 1 << 20;
    static final ImageFeatures LAYERING = ImageFeatures.of(ImageFeature.LAYERING);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final CephUnderTest ceph;
    CephCluster cluster;
    RbdPool pool;

    ContractSuite(CephUnderTest ceph) {
        this.ceph = ceph;
    }

    @BeforeEach
    void connectAnew() {
        cluster = connect();
        pool = cluster.openPool("rbd", "");
    }

    @AfterEach
    void removeWhatIsLeft() {
        cluster.close();
        try (CephCluster cleaner = connect()) {
            try (RbdPool rbd = cleaner.openPool("rbd", "")) {
                for (String namespace : rbd.namespaces()) {
                    try (RbdPool inside = cleaner.openPool("rbd", namespace)) {
                        empty(inside);
                    }
                    rbd.removeNamespace(namespace);
                }
                empty(rbd);
            }
        }
    }

    /** Clones first: newer ids. */
    private static void empty(RbdPool pool) {
        pool.trash().forEach(entry -> pool.trashRestore(entry.id(), "restored-" + entry.id()));
        pool.images().forEach(entry -> {
            try (RbdImage image = pool.open(ImageLocator.byId(entry.id()))) {
                if (image.parent().isPresent()) {
                    image.flatten(ProgressListener.SILENT);
                }
            }
        });
        pool.images().forEach(entry -> {
            try (RbdImage image = pool.open(ImageLocator.byId(entry.id()))) {
                image.snapshots().list().forEach(snapshot -> image.snapshots().remove(snapshot.id()));
            }
            pool.remove(entry.id(), ProgressListener.SILENT);
        });
    }

    CephCluster connect() {
        return ceph.connector().connect(ceph.config());
    }

    static String freshName() {
        return "image-" + NUMBER.incrementAndGet();
    }

    /** A new image of that shape, open. */
    RbdImage create(ImageSpec spec) {
        String name = freshName();
        pool.create(name, ceph.shaped(spec));
        return pool.open(ImageLocator.byName(name));
    }

    RbdImage create(long size) {
        return create(ImageSpec.ofSize(size));
    }

    RbdImage reopen(RbdImage image) {
        return pool.open(ImageLocator.byId(image.id().image()));
    }

    RbdImage at(RbdImage image, long snapshotId) {
        return pool.openSnapshot(ImageLocator.byId(image.id().image()), snapshotId);
    }
}
