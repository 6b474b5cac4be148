package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.VerificationCompleted;
import io.spirula.contracts.event.VerificationFailed;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.contracts.event.VerificationResult;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.transfer.copy.Route;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody wants a replica to be compared now. */
class VerificationIT {

    private static final long GIB = 1L << 30;
    private static final ImageRef BACK = new ImageRef("site-a", "rbd", "", "back");

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", GIB);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void allOfItIsComparedAtOnceAlsoWherePoliciesHaveNothingCompared() {
        Copy copy = backup();

        world.tell(order());
        world.workAll();

        VerificationCompleted completed = only();
        assertThat(completed.result()).isEqualTo(VerificationResult.EQUAL);
        assertThat(completed.point()).isEqualTo(copy.point());
        assertThat(completed.bytesCompared()).isBetween(1L, 40L * World.MIB);
        assertThat(completed.quarantined()).isZero();
        assertThat(completed.reason()).isNull();
        assertThat(world.jdbc()
                        .sql("select count(*) from audit where whole_at is not null")
                        .query(Integer.class)
                        .single())
                .as("it counts as a whole round")
                .isEqualTo(1);
    }

    @Test
    void whatDiffersIsToldWithWhatBecameOfIt() {
        Copy copy = backup();
        world.ceph.rot("site-b", copy.replica().image().image(), 700L * World.MIB);

        world.tell(order());
        world.workAll();

        VerificationCompleted completed = only();
        assertThat(completed.result()).isEqualTo(VerificationResult.DIFFERENT);
        assertThat(completed.quarantined()).isEqualTo(1);
        assertThat(completed.reason().code()).isEqualTo("COPY_DIFFERS");
        assertThat(completed.reason().text()).contains("offset " + 700L * World.MIB);
        assertThat(world.outbox.all(CopyQuarantined.class)).hasSize(1);
    }

    @Test
    void itGoesOnWhereItWasWhenItsProcessDies() {
        Copy copy = backup();
        world.tell(order());
        world.jdbc()
                .sql("update verification set replica = (select id from replica), reached = ?, compared = 7")
                .param(GIB / 2)
                .update();
        world.ceph.rot("site-b", copy.replica().image().image(), 3);

        world.workAll();

        assertThat(only().result())
                .as("what was compared before is not compared again")
                .isEqualTo(VerificationResult.EQUAL);
        assertThat(only().bytesCompared()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void aNewGenerationIsComparedFromItsBeginning() {
        Copy first = backup();
        world.tell(order());
        world.jdbc()
                .sql("update verification set replica = (select id from replica), reached = ?")
                .param(GIB)
                .update();
        disk.removeSnapshot(first.sourceSnapshotId());
        disk.scribble(3);
        Copy next = disk.backup();

        assertThat(next.replica().epoch()).isEqualTo(2);
        assertThat(only().point()).isEqualTo(next.point());
        assertThat(only().bytesCompared()).isPositive();
    }

    @Test
    void anOrderThatIsToldAgainIsAnsweredAgainAndNothingIsDoneTwice() {
        backup();
        VerificationRequested order = order();
        world.tell(order);
        world.workAll();
        world.tell(order);
        world.workAll();

        assertThat(world.outbox.all(VerificationCompleted.class))
                .isNotEmpty()
                .allMatch(completed -> completed.equals(
                        world.outbox.all(VerificationCompleted.class).get(0)));
    }

    private void failedRestore(Copy copy, String code) {
        RestoreId restore = new RestoreId(UUID.randomUUID());
        world.tell(new LeaseRequested(
                LeaseId.ofRestore(restore),
                copy.lineage(),
                copy.id(),
                "restore " + restore,
                "copy",
                world.clock.instant()));
        world.tell(new RestoreFailed(
                restore, copy.lineage(), copy.point(), BACK, new Reason(code, "a test"), world.clock.instant()));
        world.workAll();
    }

    @Test
    void aCopyThatARestoreFoundToBeAnotherThanWasRecordedIsComparedAndOutOfUseIfItIsWrong() {
        Copy copy = backup();
        world.ceph.rot("site-b", copy.replica().image().image(), 700L * World.MIB);

        failedRestore(copy, "RESTORED_IMAGE_DIFFERS");
        assertThat(world.outbox.all(VerificationCompleted.class)).isEmpty();
        failedRestore(copy, "DIGEST_DIFFERS");
        failedRestore(copy, "DIGEST_DIFFERS");

        assertThat(only().result()).as("however many restores found it").isEqualTo(VerificationResult.DIFFERENT);
        assertThat(world.outbox.all(CopyQuarantined.class)).hasSize(1);
    }

    @Test
    void soIsOneWhoseImageSomebodyAcceptedAllTheSame() {
        Copy copy = backup();
        world.tell(restored(copy, null));
        world.workAll();
        assertThat(world.outbox.all(VerificationCompleted.class)).isEmpty();

        world.tell(restored(copy, new Reason("DIGEST_DIFFERS", "accepted by ann")));
        world.workAll();

        assertThat(only().result()).isEqualTo(VerificationResult.EQUAL);
    }

    private RestoreCompleted restored(Copy copy, @Nullable Reason accepted) {
        return new RestoreCompleted(
                new RestoreId(UUID.randomUUID()),
                copy.lineage(),
                copy.point(),
                BACK,
                disk.id,
                false,
                true,
                1,
                world.clock.instant(),
                copy.id(),
                null,
                copy.digest(),
                accepted);
    }

    @Test
    void withNothingToCompareItFailsAndSaysWhatToDo() {
        world.tell(order());
        world.workAll();

        assertThat(world.outbox.all(VerificationFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.reason().code()).isEqualTo("NOTHING_TO_COMPARE");
            assertThat(failed.reason().text()).contains("spirula backup");
        });
    }

    @Test
    void oneThatCannotBeDoneByItsDeadlineFailsOnceAndSaysWhatWasInItsWay() {
        backup();
        world.ceph.fail("site-a", 110);
        world.tell(order());
        world.workAll();
        assertThat(world.outbox.all(VerificationFailed.class)).isEmpty();

        world.clock.advance(Duration.ofDays(8));
        for (String instance : world.worker("verification").dueInstances(10)) {
            world.work("verification", instance);
        }
        world.ceph.fail("site-a", 0);
        world.workAll();

        assertThat(world.outbox.all(VerificationFailed.class)).singleElement().satisfies(failed -> {
            assertThat(failed.reason().code()).isEqualTo("DEADLINE");
            assertThat(failed.reason().text()).contains("ETIMEDOUT");
        });
        assertThat(world.outbox.all(VerificationCompleted.class)).isEmpty();
    }

    private Copy backup() {
        world.policy(3, new AuditRule(null));
        disk.onSource(image -> {
            byte[] bytes = new byte[4096];
            for (int mib = 0; mib < 1000; mib += 50) {
                world.random.nextBytes(bytes);
                image.write((long) mib * World.MIB, World.direct(bytes));
            }
            return image;
        });
        return disk.backup();
    }

    private VerificationRequested order() {
        Route route = disk.route();
        return new VerificationRequested(
                new VerificationId(UUID.randomUUID()),
                route.lineage(),
                new ImageRef("site-a", disk.poolName, "", disk.name),
                World.TARGET,
                disk.tenant,
                "alice",
                world.clock.instant(),
                world.clock.instant().plus(Duration.ofDays(7)));
    }

    private VerificationCompleted only() {
        assertThat(world.outbox.all(VerificationCompleted.class)).hasSize(1);
        return world.outbox.all(VerificationCompleted.class).get(0);
    }
}
