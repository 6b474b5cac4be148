package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.spirula.contracts.event.BaseReleased;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyMode;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseRefused;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.policy.AuditRule;
import io.spirula.mover.replica.ReplicaMetadata;
import io.spirula.transfer.audit.Audit;
import io.spirula.transfer.audit.AuditStore;
import io.spirula.transfer.move.AuditMeters;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What lies on a target is compared with its source now and then, and taken out of use where it differs. */
class AuditIT {

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", 40L * World.MIB);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aReplicaIsComparedOnceInFourFifthsOfItsPeriodAndNoMoreOften() {
        world.policy(3);
        disk.scribble(30);
        Copy copy = disk.backup();
        pass(Duration.ofDays(23));
        assertThat(audit().wholeAt()).isNull();

        pass(Duration.ofDays(2));
        assertThat(audit().wholeAt()).isNotNull();
        assertThat(told(copy).comparedAt()).isEqualTo(audit().wholeAt());
        assertThat(audit().reached()).isZero();
        assertThat(audit().dueAt()).isAfter(world.clock.instant().plus(Duration.ofDays(22)));
        assertThat(world.outbox.all(CopyQuarantined.class)).isEmpty();
        List<String> owners = world.onReplica(copy, image -> image.lock().owners());
        assertThat(owners).isEmpty();
    }

    @Test
    void aNewPointDoesNotBeginTheRoundAnewAndANewGenerationDoes() {
        world.policy(3);
        disk.scribble(30);
        Copy first = disk.backup();
        pass(Duration.ofDays(20));
        var began = audit().roundBegan();
        disk.scribble(5);
        Copy second = disk.backup();
        assertThat(audit().roundBegan()).isEqualTo(began);
        pass(Duration.ofDays(5));
        assertThat(audit().wholeAt()).isNotNull();

        disk.removeSnapshot(first.sourceSnapshotId());
        disk.removeSnapshot(second.sourceSnapshotId());
        Copy next = disk.backup();
        assertThat(next.replica().epoch()).isGreaterThan(first.replica().epoch());
        assertThat(audit().wholeAt()).isNull();
    }

    @Test
    void theRuleOfThePolicyHoldsFromWhenItIsTold() {
        world.policy(3, new AuditRule(null));
        disk.scribble(10);
        disk.backup();
        pass(Duration.ofDays(60));
        assertThat(audit().wholeAt()).as("never").isNull();

        world.policy(3, new AuditRule(Duration.ofDays(1)));
        pass(Duration.ofSeconds(1));
        assertThat(audit().wholeAt()).as("it is late at once").isNotNull();
    }

    @Test
    void aByteThatChangedByItselfTakesTheCopyOutOfUseAndTheNextRunMakesAnother() {
        world.policy(3);
        disk.scribble(30);
        disk.onSource(image -> {
            image.write(11L * World.MIB + 7, World.direct(new byte[] {1, 2, 3}));
            return image;
        });
        Copy copy = disk.backup();
        world.ceph.rot("site-b", copy.replica().image().image(), 11L * World.MIB + 8);

        pass(Duration.ofDays(25));

        Copy bad = world.outbox.all(CopyQuarantined.class).get(0).copy();
        assertThat(world.outbox.all(CopyQuarantined.class)).hasSize(1);
        assertThat(bad.id()).isEqualTo(copy.id());
        assertThat(bad.state()).isEqualTo(CopyState.QUARANTINED);
        assertThat(bad.reason().code()).isEqualTo("COPY_DIFFERS");
        assertThat(bad.reason().text()).contains("offset " + (11L * World.MIB + 8), "02 and 03", "spirula backup");
        assertThat(world.outbox.all(BaseReleased.class)).anySatisfy(release -> {
            assertThat(release.point()).isEqualTo(copy.point());
            assertThat(release.reason().code()).isEqualTo("COPY_QUARANTINED");
        });
        Set<String> marked = world.onReplica(
                copy, image -> ReplicaMetadata.read(image.metadata()).quarantined());
        assertThat(marked).containsExactly(copy.snapshot());

        LeaseRequested request = world.lease(copy);
        world.tell(request);
        world.workAll();
        assertThat(world.outbox.all(LeaseRefused.class)).singleElement().satisfies(refused -> {
            assertThat(refused.reason().code()).isEqualTo("COPY_QUARANTINED");
            assertThat(refused.reason().text()).contains("offset");
        });

        Copy repaired = disk.backup();
        assertThat(repaired.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(repaired.mode()).isEqualTo(CopyMode.FULL);
        assertThat(repaired.replica().epoch()).isGreaterThan(copy.replica().epoch());
        assertThat(world.replicaHash(repaired)).isEqualTo(disk.sourceHash(repaired));
        assertThat(world.targetImages()).containsExactly("vm-1", "vm-1.spirula-1");
    }

    @Test
    void aQuarantinedCopyGoesWhenAsManyCompleteOnesAreNewerAsTheRuleKeeps() {
        world.policy(2);
        disk.scribble(10);
        Copy copy = disk.backup();
        world.ceph.rot("site-b", copy.replica().image().image(), 3);
        pass(Duration.ofDays(25));
        disk.backup();
        assertThat(world.outbox.all(CopyPruned.class)).isEmpty();

        disk.backup();
        pass(Duration.ofMinutes(1));
        assertThat(world.outbox.all(CopyPruned.class))
                .singleElement()
                .satisfies(gone -> assertThat(gone.copy().id()).isEqualTo(copy.id()));
        assertThat(world.targetImages()).containsExactly("vm-1");
    }

    @Test
    void olderCopiesThatHaveTheDifferingBytesInCommonGoWithItAndOthersStay() {
        world.policy(9);
        write(1, 1);
        Copy other = disk.backup();
        write(1, 2);
        Copy sharing = disk.backup();
        write(9, 3);
        Copy newest = disk.backup();
        world.ceph.rot("site-b", newest.replica().image().image(), World.MIB + 5);

        pass(Duration.ofDays(25));

        assertThat(state(newest)).isEqualTo(CopyState.QUARANTINED);
        assertThat(state(sharing)).isEqualTo(CopyState.QUARANTINED);
        assertThat(reason(sharing)).isEqualTo("COPY_SHARES_DIFFERENCE");
        assertThat(state(other)).isEqualTo(CopyState.COMPLETE);
    }

    @Test
    void nothingIsJudgedByASourceSnapshotThatIsGone() {
        world.policy(3);
        disk.scribble(30);
        Copy copy = disk.backup();
        disk.removeSnapshot(copy.sourceSnapshotId());

        pass(Duration.ofDays(25));

        assertThat(audit().wholeAt()).isNull();
        assertThat(state(copy)).isEqualTo(CopyState.COMPLETE);
    }

    @Test
    void nothingIsJudgedWhileTheServiceHasNotReadWhatItTold() {
        world.policy(3);
        disk.scribble(30);
        Copy copy = disk.backup();
        world.ceph.rot("site-b", copy.replica().image().image(), 3);
        world.caughtUp = false;
        pass(Duration.ofDays(25));
        assertThat(state(copy)).isEqualTo(CopyState.COMPLETE);

        world.caughtUp = true;
        pass(Duration.ofSeconds(3));
        assertThat(state(copy)).isEqualTo(CopyState.QUARANTINED);
    }

    @Test
    void aClusterThatIsAwayPutsItOff() {
        world.policy(3);
        disk.scribble(10);
        disk.backup();
        world.ceph.fail("site-a", 110);
        pass(Duration.ofDays(25));
        assertThat(audit().wholeAt()).isNull();

        world.ceph.fail("site-a", 0);
        pass(Duration.ofMinutes(2));
        assertThat(audit().wholeAt()).isNotNull();
    }

    @Test
    void howLongAReplicaWaitsIsToldAndWhenThatIsTooLong() {
        world.policy(3, new AuditRule(Duration.ofDays(1)));
        disk.scribble(10);
        disk.backup();
        world.ceph.fail("site-a", 110);
        pass(Duration.ofHours(35));
        assertThat(gauge("spirula.audit.age")).isBetween(35 * 3600.0, 35 * 3600.0 + 60);
        assertThat(gauge("spirula.audit.overdue")).isZero();
        pass(Duration.ofHours(2));
        assertThat(gauge("spirula.audit.overdue")).isEqualTo(1);
    }

    private double gauge(String name) {
        world.bean(AuditMeters.class).count();
        return world.bean(MeterRegistry.class)
                .get(name)
                .tag("target", "site-b")
                .gauge()
                .value();
    }

    private void write(int mib, int value) {
        byte[] bytes = new byte[4096];
        Arrays.fill(bytes, (byte) value);
        disk.onSource(image -> {
            image.write((long) mib * World.MIB, World.direct(bytes));
            return image;
        });
    }

    private void pass(Duration time) {
        world.clock.advance(time);
        world.workAll();
    }

    private Audit audit() {
        var current = world.jdbc()
                .sql("select id from replica where state = 'CURRENT'")
                .query(UUID.class)
                .single();
        return world.bean(AuditStore.class).find(current).orElseThrow();
    }

    private CopyState state(Copy copy) {
        return told(copy).state();
    }

    private String reason(Copy copy) {
        return told(copy).reason().code();
    }

    private Copy told(Copy copy) {
        List<Copy> all = world.outbox.all(CopyChanged.class).stream()
                .map(CopyChanged::copy)
                .filter(told -> told.id().equals(copy.id()))
                .toList();
        return all.get(all.size() - 1);
    }
}
