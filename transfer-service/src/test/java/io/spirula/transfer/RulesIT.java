package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.LeaseId;
import io.spirula.contracts.event.CancelRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.policy.KeepRule;
import io.spirula.contracts.policy.TargetSpec;
import io.spirula.contracts.query.RetentionAnswer;
import io.spirula.contracts.query.RetentionQuestion;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An image goes from one policy to another: by whose rule its copies go. */
class RulesIT {

    private final World world = new World();
    private final World.Disk disk = world.disk("vm-1", 4L * World.MIB);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aStricterRuleHoldsOnceItsPolicyHasMadeAPoint() {
        rule("gold", 3);
        Copy newest = backups("gold", 3);
        rule("silver", 1);

        cancelledBackup("silver");
        assertThat(kept(newest)).isEqualTo(3);
        assertThat(explained()).extracting(RetentionAnswer.Verdict::keep).containsExactly(true, true, true);

        backups("silver", 1);
        assertThat(kept(newest)).isOne();
    }

    @Test
    void withoutARuleEverythingStaysAndIsExplainedSo() {
        backups("nobody-knows", 2);

        assertThat(explained())
                .extracting(RetentionAnswer.Verdict::reason)
                .hasSize(2)
                .allSatisfy(
                        why -> assertThat(why).startsWith("no policy has a rule for it: without one all points stay"));
    }

    @Test
    void theFormerRuleRemovesNothingOnceItsPolicyMakesNoCopiesOfTheImageAnyMore() {
        rule("gold", 3);
        Copy newest = backups("gold", 3);
        rule("silver", 3);
        cancelledBackup("silver");

        rule("gold", 1);
        world.workAll();

        assertThat(kept(newest)).isEqualTo(3);
    }

    @Test
    void aPointThatWasLostHasReplacedNone() {
        rule("gold", 2);
        Copy newest = backups("gold", 2);
        rule("silver", 1);
        world.caughtUp = false;
        SnapshotCreated snapshot = disk.snapshot("silver", Duration.ofHours(1));
        world.tell(snapshot);
        world.workAll();
        Copy lost = world.copy(snapshot);
        assertThat(lost.state()).isEqualTo(CopyState.COMPLETE);
        world.onReplica(lost, image -> {
            image.snapshots().remove(lost.replica().snapshotId());
            return image;
        });
        world.caughtUp = true;
        LeaseRequested request = new LeaseRequested(
                new LeaseId(UUID.randomUUID()), disk.lineage, lost.id(), "restore", "copy", world.clock.instant());
        world.tell(request);
        world.work("lease", request.lease().toString());
        assertThat(world.outbox.only(CopyLost.class).copy().id()).isEqualTo(lost.id());

        world.clock.advance(Duration.ofMinutes(1));
        world.workAll();

        assertThat(kept(newest)).isEqualTo(2);
    }

    private void rule(String policy, int keepLast) {
        world.policy(policy, List.of(new TargetSpec(World.TARGET, new KeepRule(keepLast))));
    }

    private Copy backups(String policy, int count) {
        SnapshotCreated snapshot = null;
        for (int i = 0; i < count; i++) {
            snapshot = disk.snapshot(policy, Duration.ofHours(1));
            world.tell(snapshot);
            world.workAll();
            assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.COMPLETE);
        }
        return world.copy(snapshot);
    }

    private void cancelledBackup(String policy) {
        SnapshotCreated snapshot = disk.snapshot(policy, Duration.ofHours(1));
        world.tell(new CancelRequested(snapshot.run(), disk.lineage, "somebody", world.clock.instant()));
        world.tell(snapshot);
        world.workAll();
        assertThat(world.copy(snapshot).state()).isEqualTo(CopyState.FAILED);
    }

    private int kept(Copy copy) {
        return world.onReplica(copy, image -> image.snapshots().list().size());
    }

    private List<RetentionAnswer.Verdict> explained() {
        return world.ask(RetentionQuestion.NAME, new RetentionQuestion(disk.lineage), RetentionAnswer.class)
                .verdicts();
    }
}
