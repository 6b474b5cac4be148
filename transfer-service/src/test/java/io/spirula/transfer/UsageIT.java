package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.transfer.move.FailPoint.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told for billing. */
class UsageIT {

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatAnAttemptMovedForTheNextOneWasNotInVain() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(Moment.DATA_MOVED, UsageIT::fault);
        world.workAll();
        assertThat(usages(UsageKind.MOVED)).isEmpty();
        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();

        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(usages(UsageKind.ABORTED)).isEmpty();
        assertThat(usages(UsageKind.MOVED))
                .singleElement()
                .satisfies(usage -> assertThat(usage.bytes()).isEqualTo(copy.bytesMoved()));
    }

    @Test
    void whatAnAttemptMovedInVainIsToldApartFromWhatTheCopyTook() {
        World.Disk disk = world.disk("vm-1", 6L * World.MIB);
        disk.scribble(20);
        SnapshotCreated snapshot = disk.snapshot();
        world.tell(snapshot);
        world.ambush.once(Moment.DATA_MOVED, UsageIT::fault);
        world.workAll();
        world.jdbc().sql("update move_checkpoint set format = 0").update();
        world.clock.advance(Duration.ofSeconds(5));
        world.workAll();

        Copy copy = world.copy(snapshot);
        assertThat(copy.state()).isEqualTo(CopyState.COMPLETE);
        assertThat(usages(UsageKind.ABORTED)).singleElement().satisfies(usage -> {
            assertThat(usage.bytes()).isPositive().isEqualTo(copy.bytesMoved());
            assertThat(usage.run()).isEqualTo(copy.run());
            assertThat(usage.copy()).isEqualTo(copy.id());
            assertThat(usage.tenant()).isEqualTo(copy.tenant());
        });
        assertThat(usages(UsageKind.MOVED))
                .singleElement()
                .satisfies(usage -> assertThat(usage.bytes()).isEqualTo(copy.bytesMoved()));
    }

    @Test
    void aRunThatWasGivenUpTellsWhatItMoved() {
        World.Disk disk = world.disk("vm-1", 4L * World.MIB);
        disk.scribble(10);
        SnapshotCreated failing = disk.snapshot("gold", Duration.ofSeconds(30));
        world.clock.advance(Duration.ofMinutes(5));
        world.tell(failing);
        world.ambush.once(Moment.DATA_MOVED, UsageIT::fault);
        world.workAll();
        assertThat(world.copy(failing).state()).isEqualTo(CopyState.FAILED);
        assertThat(usages(UsageKind.ABORTED)).singleElement().satisfies(usage -> {
            assertThat(usage.bytes()).isPositive();
            assertThat(usage.run()).isEqualTo(failing.run());
        });
        assertThat(usages(UsageKind.MOVED)).isEmpty();
        assertThat(usages(UsageKind.KEPT)).isEmpty();
    }

    @Test
    void whatIsKeptIsToldWithoutGapAndWhatPrunedPointsTookBelongsToTheOldestThatIsKept() {
        world.policy(2);
        World.Disk disk = world.disk("vm-1", 8L * World.MIB);
        List<Copy> copies = new ArrayList<>();
        for (int point = 0; point < 4; point++) {
            disk.scribble(10);
            copies.add(disk.backup());
        }
        world.clock.advance(Duration.ofSeconds(10));
        world.policy(1);
        world.workAll();

        List<UsageRecorded> kept = usages(UsageKind.KEPT);
        Instant until = copies.get(0).endedAt();
        for (UsageRecorded interval : kept) {
            assertThat(interval.from()).isEqualTo(until);
            assertThat(interval.to()).isAfter(interval.from());
            until = interval.to();
        }
        long first = copies.get(0).bytesMoved();
        long second = copies.get(1).bytesMoved();
        long third = copies.get(2).bytesMoved();
        long fourth = copies.get(3).bytesMoved();
        assertThat(kept)
                .extracting(UsageRecorded::bytes)
                .containsExactly(first, first + second, first + second + third, first + second + third + fourth);
        assertThat(kept).extracting(UsageRecorded::eventId).doesNotHaveDuplicates();
    }

    @Test
    void aRestoreIsBilledOnceToWhomTheCopyBelongs() {
        World.Disk disk = world.disk("vm-1", World.MIB);
        disk.scribble(3);
        Copy copy = disk.backup();
        Instant end = world.clock.instant().plusSeconds(60);
        RestoreCompleted restored = new RestoreCompleted(
                new RestoreId(UUID.randomUUID()),
                copy.lineage(),
                copy.point(),
                copy.ref(),
                copy.source(),
                false,
                true,
                4711,
                end,
                copy.id(),
                world.clock.instant(),
                null);
        world.tell(restored);
        world.tell(restored);
        assertThat(usages(UsageKind.RESTORED)).singleElement().satisfies(usage -> {
            assertThat(usage.bytes()).isEqualTo(4711);
            assertThat(usage.tenant()).isEqualTo(copy.tenant());
            assertThat(usage.restore()).isEqualTo(restored.restore());
            assertThat(usage.from()).isEqualTo(world.clock.instant());
            assertThat(usage.to()).isEqualTo(end);
        });
    }

    private List<UsageRecorded> usages(UsageKind kind) {
        return world.outbox.all(UsageRecorded.class).stream()
                .filter(usage -> usage.kind() == kind)
                .toList();
    }

    private static void fault() {
        throw new NullPointerException("a fault for a test");
    }
}
