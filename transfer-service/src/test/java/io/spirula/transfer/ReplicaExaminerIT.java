package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.DoctorQuestion;
import io.spirula.contracts.query.Verdict;
import io.spirula.messaging.examination.Examiner;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code spirula doctor} learns of replicas from the service that writes them. */
class ReplicaExaminerIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aReplicaWithoutAnExclusiveLockIsNamedByItsPresentNameAndTheOthersAreWell() {
        disk("vm-1").backup();
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.OK);
            assertThat(finding.text()).startsWith("1 replicas");
        });

        recordBare(disk("vm-2"), "vm-2-renamed");
        for (int round = 0; round < 3; round++) {
            assertThat(findings())
                    .containsExactly(Finding.failed(
                            "features",
                            "site-b/rbd/vm-2-renamed",
                            "REPLICA_WITHOUT_LOCK",
                            "replica site-b/rbd/vm-2-renamed lacks exclusive-lock, which keeps a second writer away:"
                                    + " nothing is copied to it",
                            "rbd feature enable rbd/vm-2-renamed exclusive-lock   # on cluster site-b"));
        }
    }

    @Test
    void aReplicaThatIsGoneIsForTheNextCopyToTell() {
        ImageId other = replica(disk("vm-1"));
        record(disk("vm-2"), new ImageId(other.fsid(), other.pool(), other.namespace(), "no-such-id"));

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.OK));
    }

    @Test
    void aReplicaThatCannotBeOpenedHidesNoOther() {
        ImageId damaged = replica(disk("vm-1"));
        replica(disk("vm-2"));
        world.ceph.onceBefore("site-b", "open " + ImageLocator.byId(damaged.image()), () -> {
            throw RbdException.of(22, "open the image", "vm-1");
        });

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("REPLICA_UNREADABLE");
            assertThat(finding.object()).isEqualTo("site-b/rbd/vm-1");
            assertThat(finding.mend()).isEqualTo("rbd info rbd/vm-1   # on cluster site-b: it says what to mend");
            assertThat(finding.text()).contains("EINVAL");
        });
        assertThat(findings()).extracting(Finding::verdict).containsExactly(Verdict.OK);
    }

    @Test
    void aReplicaThatDoesNotAnswerHidesNoOther() {
        ImageId silent = replica(disk("vm-1"));
        recordBare(disk("vm-2"), "vm-2");
        List<String> codes = new ArrayList<>();

        for (int round = 0; round < 2; round++) {
            world.ceph.onceBefore("site-b", "open " + ImageLocator.byId(silent.image()), () -> {
                throw RbdException.of(110, "open the image", "vm-1");
            });
            findings().forEach(finding -> codes.add(finding.code()));
        }

        assertThat(codes).contains("REPLICA_WITHOUT_LOCK");
    }

    private static ImageId replica(World.Disk disk) {
        return disk.backup().replica().image();
    }

    private World.Disk disk(String name) {
        World.Disk disk = world.disk("rbd", name, 4L * World.MIB);
        disk.scribble(2);
        return disk;
    }

    /** A replica without an exclusive lock. */
    private void recordBare(World.Disk disk, String name) {
        record(disk, world.onTarget(pool -> {
            pool.create(name, ImageSpec.ofSize(0).withFeatures(ImageFeatures.of(ImageFeature.LAYERING)));
            try (RbdImage image = pool.openReadOnly(ImageLocator.byName(name))) {
                return image.id();
            }
        }));
    }

    private void record(World.Disk disk, ImageId image) {
        world.bean(ReplicaStore.class)
                .insert(new Replica(
                        Replica.id(disk.lineage, disk.route().targetKey(), 1),
                        disk.lineage,
                        disk.route().targetKey(),
                        disk.id,
                        "site-b",
                        image.fsid(),
                        image.pool(),
                        image.namespace(),
                        image.image(),
                        disk.name,
                        disk.name,
                        1,
                        ReplicaState.CURRENT,
                        new PointId(UUID.randomUUID())));
    }

    private List<Finding> findings() {
        return world.beans(Examiner.class).stream()
                .flatMap(examiner -> examiner.examinations(DoctorQuestion.NO_PLACES).stream())
                .filter(examination -> examination.check().equals("features"))
                .flatMap(examination -> examination.look().get().stream())
                .toList();
    }
}
