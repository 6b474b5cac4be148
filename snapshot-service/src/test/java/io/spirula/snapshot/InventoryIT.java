package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.ImageGone;
import io.spirula.contracts.event.ImageObserved;
import io.spirula.contracts.event.Topic;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InventoryIT {

    private final World world = new World();
    private final ImageId image = world.create("vm-1", 4096);

    @AfterEach
    void close() {
        world.close();
    }

    /** What one scan tells. */
    private List<ImageObserved> observed() {
        world.outbox.forget();
        world.scan();
        assertThat(world.outbox.events()).hasOnlyElementsOfType(ImageObserved.class);
        return world.outbox.all(ImageObserved.class);
    }

    private ImageObserved onlyObserved() {
        List<ImageObserved> all = observed();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private ImageId deleteAndScan() {
        world.inPool(pool -> {
            pool.remove(image.image(), ProgressListener.SILENT);
            return pool;
        });
        world.outbox.forget();
        world.scan();
        return image;
    }

    @Test
    void anImageIsToldOnceAndAgainOnlyWhenItChanged() {
        ImageObserved first = onlyObserved();
        assertThat(first.image()).isEqualTo(image);
        assertThat(first.ref().text()).isEqualTo("site-a/rbd/vm-1");
        assertThat(first.size()).isEqualTo(4096);
        assertThat(first.version()).isEqualTo(world.clock.millis());
        assertThat(observed()).isEmpty();

        world.onImage(image, opened -> {
            opened.resize(8192);
            opened.metadata().set("backup", "gold");
            opened.metadata().set("conf_rbd_cache", "false");
            return opened;
        });
        ImageObserved second = onlyObserved();
        assertThat(second.size()).isEqualTo(8192);
        assertThat(second.labels()).isEqualTo(Map.of("backup", "gold"));
        assertThat(second.version()).isGreaterThan(first.version());
    }

    @Test
    void aRenamedImageKeepsItsIdentity() {
        observed();
        world.inPool(pool -> {
            pool.rename(image.image(), "vm-renamed");
            return pool;
        });
        ImageObserved renamed = onlyObserved();
        assertThat(renamed.image()).isEqualTo(image);
        assertThat(renamed.ref().name()).isEqualTo("vm-renamed");
    }

    @Test
    void aDeletedImageIsGoneOnceAndOneCreatedAgainIsNew() {
        observed();
        deleteAndScan();
        ImageGone gone = world.outbox.only(ImageGone.class);
        assertThat(gone.image()).isEqualTo(image);
        assertThat(gone.version()).isGreaterThan(world.clock.millis());

        world.create("vm-1", 4096);
        ImageObserved again = onlyObserved();
        assertThat(again.image()).isNotEqualTo(image);
        assertThat(again.version()).isEqualTo(world.clock.millis());
    }

    @Test
    void everyImageIsToldAgainAsItWasToldLast() {
        ImageObserved seen = onlyObserved();
        ImageGone gone = goneFromPool();
        world.create("vm-2", 8192);
        ImageObserved other = onlyObserved();
        assertThat(gone.image()).isEqualTo(seen.image());
        world.outbox.forget();

        world.tellAgain(Topic.INVENTORY);

        assertThat(world.outbox.events()).containsExactlyInAnyOrder(gone, other);
    }

    private ImageGone goneFromPool() {
        deleteAndScan();
        return world.outbox.only(ImageGone.class);
    }

    @Test
    void anImageThatIsGoneForLongIsForgottenAndOneThatIsThereIsNot() {
        ImageObserved seen = onlyObserved();
        deleteAndScan();
        world.create("vm-2", 8192);
        world.scan();
        world.clock.advance(Duration.ofDays(119));
        world.forgetEnded();
        assertThat(world.outbox.tombstones()).isEmpty();

        world.clock.advance(Duration.ofDays(2));
        world.forgetEnded();
        world.scan();
        assertThat(world.outbox.tombstones()).containsExactly(Topic.INVENTORY.wireName() + " " + seen.key());
        assertThat(world.count("inventory_image")).isOne();
        assertThat(world.outbox.only(ImageObserved.class).ref().name()).isEqualTo("vm-2");
    }

    @Test
    void anImageInTheTrashExists() {
        observed();
        world.inPool(pool -> {
            pool.trashMove(image.image(), Duration.ZERO);
            return pool;
        });
        assertThat(onlyObserved().inTrash()).isTrue();
        world.inPool(pool -> {
            pool.trashRestore(image.image(), "vm-1");
            return pool;
        });
        assertThat(onlyObserved().inTrash()).isFalse();
    }

    @Test
    void aClusterThatDoesNotAnswerHasLostNothing() {
        observed();
        world.ceph.fail("site-a", 110);
        assertThat(observed()).isEmpty();
        assertThat(world.health()).contains("DEGRADED").contains("ETIMEDOUT");

        world.ceph.fail("site-a", 0);
        assertThat(observed()).isEmpty();
    }

    @Test
    void aPoolThatMayNotBeReadIsToldWithTheCapabilityThatItLacks() {
        observed();
        world.ceph.createPool("site-a", "ssd");
        world.ceph.setClosed("site-a", "ssd", true);
        world.ceph.setClosed("site-a", "rbd", true);
        assertThat(observed()).isEmpty();
        assertThat(world.health())
                .contains("DEGRADED")
                .contains("profile rbd-read-only pool=ssd")
                .contains("profile rbd-read-only pool=rbd");

        world.ceph.setClosed("site-a", "ssd", false);
        world.ceph.setClosed("site-a", "rbd", false);
        assertThat(observed()).isEmpty();
        assertThat(world.health()).doesNotContain("rbd-read-only");
    }

    @Test
    void aPoolOfSomethingElseNeedsNoRight() {
        world.ceph.createPool("site-a", "files");
        world.ceph.tag("site-a", "files", "cephfs");
        world.ceph.setClosed("site-a", "files", true);
        observed();
        assertThat(world.health()).doesNotContain("rbd-read-only");

        world.ceph.tag("site-a", "files");
        observed();
        assertThat(world.health()).contains("profile rbd-read-only pool=files");
    }

    @Test
    void anImageWithMoreLabelsThanCanBeToldIsToldWithThoseThatFitAndNamed() {
        world.onImage(image, opened -> {
            opened.metadata().set("backup", "gold");
            for (int i = 0; i < 10; i++) {
                opened.metadata().set("much-" + i, "\u0001".repeat(100_000));
            }
            return opened;
        });
        ImageId other = world.create("vm-2", 4096);

        List<ImageObserved> seen = observed();

        assertThat(seen).extracting(ImageObserved::image).containsExactlyInAnyOrder(image, other);
        assertThat(seen)
                .filteredOn(one -> one.image().equals(image))
                .extracting(ImageObserved::labels)
                .containsExactly(Map.of("backup", "gold"));
        assertThat(observed()).isEmpty();
        assertThat(world.health())
                .contains("DEGRADED", "unreadable", "LABELS_TOO_LONG: 10 of its labels", image.image());

        world.onImage(image, opened -> {
            for (int i = 0; i < 10; i++) {
                opened.metadata().remove("much-" + i);
            }
            return opened;
        });
        assertThat(observed()).isEmpty();
        assertThat(world.health()).doesNotContain("unreadable");
    }

    @Test
    void oneImageWithWhichNothingCanBeDoneKeepsNoOtherFromBeingTold() {
        world.create("vm-2", 1);
        world.create("vm-3", 1);
        failsToOpen();

        assertThat(observed()).extracting(seen -> seen.ref().name()).containsExactlyInAnyOrder("vm-2", "vm-3");
        assertThat(world.health()).contains("DEGRADED", "unreadable", image.image(), "nobody foresaw this");
        assertThat(onlyObserved().image()).isEqualTo(image);
        assertThat(world.health()).doesNotContain("unreadable");

        goneFromPool();
        assertThat(world.health()).doesNotContain("unreadable");
    }

    @Test
    void aScanThatFailsForAReasonThatNobodyForesawIsToldByTheHealth() {
        observed();
        world.ceph.onceBefore("site-a", "list images", () -> {
            throw new IllegalStateException("nobody foresaw this");
        });
        assertThatThrownBy(world::scan).hasMessage("nobody foresaw this");
        assertThat(world.health()).contains("DEGRADED", "nobody foresaw this");
    }

    private void failsToOpen() {
        world.ceph.onceBefore("site-a", "open " + ImageLocator.byId(image.image()), () -> {
            throw new IllegalStateException("nobody foresaw this");
        });
    }

    @Test
    void aReplicaIsOurs() {
        world.onImage(image, opened -> {
            opened.metadata().set("spirula.lineage", "x");
            return opened;
        });
        assertThat(onlyObserved().spirulaOwned()).isTrue();
    }

    @Test
    void namesThatNoDatabaseTakesAreToldPrintable() {
        world.create("a\udcffb", 1);
        assertThat(observed()).extracting(seen -> seen.ref().name()).contains("a\\xffb");
        assertThat(observed()).isEmpty();
    }
}
