package io.spirula.snapshot.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.PointId;
import io.spirula.contracts.RunId;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.policy.KeepRule;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SourceRetentionTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final ImageId IMAGE = new ImageId("7e3c4a52-0000-4000-8000-000000000000", 2, "", "10ab");
    private static final Release RELEASED = new Release(NOON.plusSeconds(3), new Reason("RELEASED", "asked for"));

    private static SourceSnapshot snapshot(int number) {
        return new SourceSnapshot(
                IMAGE,
                number,
                new PointId(new UUID(0, number)),
                new RunId(new UUID(1, number)),
                LineageId.mintFor(IMAGE),
                new ImageRef("site-a", "rbd", "", "vm-1"),
                "spirula-" + number,
                "gold",
                1024,
                NOON.plusSeconds(number),
                NOON.plusSeconds(number),
                SnapshotState.HELD,
                null,
                null);
    }

    private static final SourceSnapshot FIRST = snapshot(1);
    private static final SourceSnapshot SECOND = snapshot(2);
    private static final SourceSnapshot THIRD = snapshot(3);
    private static final SourceSnapshot FOURTH = snapshot(4);

    private static List<SourceSnapshot> removed(List<Lease> leases, Release release, int last) {
        return new SourceRetention(List.of(FIRST, SECOND, THIRD, FOURTH), leases, release, new KeepRule(last), Set.of())
                .removals(NOON.plusSeconds(60)).stream().map(Removal::snapshot).toList();
    }

    private static Lease lease(SourceSnapshot snapshot) {
        return new Lease(snapshot.snapshotId(), "rbd:site-b/rbd", "dr");
    }

    @Test
    void onlyTheNewestStaysWhenEveryTargetLetGo() {
        assertThat(removed(List.of(), null, 1)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void whatATargetNeedsStaysHoweverOldItIs() {
        assertThat(removed(List.of(lease(FIRST), lease(FOURTH)), null, 1)).containsExactly(SECOND, THIRD);
    }

    @Test
    void asManyStayAsThePolicySays() {
        assertThat(removed(List.of(), null, 3)).containsExactly(FIRST);
    }

    @Test
    void aReleaseEndsEvenWhatIsNeededButNotWhatWasAskedForAfterIt() {
        assertThat(removed(List.of(lease(FIRST), lease(THIRD)), RELEASED, 3)).containsExactly(FIRST, SECOND, THIRD);
    }

    @Test
    void whatACancelledRunMadeGoesAtOnceAndTakesTheRulesPlaceFromNoOther() {
        List<Removal> removals = new SourceRetention(
                        List.of(FIRST, SECOND, THIRD, FOURTH),
                        List.of(lease(SECOND)),
                        null,
                        new KeepRule(1),
                        Set.of(SECOND.run(), FOURTH.run()))
                .removals(NOON.plusSeconds(60));
        assertThat(removals)
                .extracting(Removal::snapshot, removal -> removal.reason().code())
                .containsExactlyInAnyOrder(tuple(FOURTH, "RUN_CANCELLED"), tuple(FIRST, "RETENTION"));
    }

    @Test
    void everyRemovalSaysWhy() {
        assertThat(new SourceRetention(
                                List.of(FIRST, SECOND, THIRD, FOURTH), List.of(), null, new KeepRule(1), Set.of())
                        .removals(NOON.plusSeconds(60)))
                .extracting(removal -> removal.reason().code())
                .containsOnly("RETENTION");
        assertThat(new SourceRetention(List.of(FIRST), List.of(), RELEASED, new KeepRule(1), Set.of())
                        .removals(NOON.plusSeconds(60)))
                .extracting(Removal::reason)
                .containsOnly(RELEASED.reason());
    }
}
