package io.spirula.mover.dirty;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.dirty.Trust.Code;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MapHistoryTest {

    private static final Trust FAST = new Trust.Fast("");
    private static final Trust EXACT = new Trust.Exact(Code.MAPS_UNPROVEN, "");
    private static final MapReport REPORT = new MapReport(10, 1, 9, 4096, null);
    private static final MapHistory SEEDED =
            MapHistory.NONE.after(snapshots(7), 7, null, EXACT, true, new Search(true, List.of(4096L), null));

    private static List<Snapshot> snapshots(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> new Snapshot(id, "s" + id, 0, SnapshotKind.USER, Instant.EPOCH))
                .toList();
    }

    private static MapHistory exact(MapHistory before) {
        return before.after(snapshots(7, 9), 9, 7L, EXACT, false, new Search(true, List.of(4096L), null));
    }

    private static MapHistory fast(MapHistory before) {
        return before.after(snapshots(7, 9), 9, 7L, FAST, false, new Search(true, List.of(4096L), REPORT));
    }

    @Test
    void whatIsKnownOfTheSnapshotThatWasCopiedLastCountsForItAlone() {
        MapHistory known = fast(SEEDED);
        assertThat(known.before(9)).isEqualTo(known);
        assertThat(known.evidence().written()).containsExactly(4096L);

        MapHistory unknown = known.before(11);
        assertThat(unknown.audited()).isFalse();
        assertThat(unknown.evidence()).isEqualTo(BaseEvidence.NONE);
        assertThat(unknown.everything(true)).as("who knows what was done since").isTrue();
        assertThat(unknown.everything(false)).isFalse();
    }

    @Test
    void mapsThatWereAskedAndLackedNothingAreAudited() {
        assertThat(exact(SEEDED).audited()).isFalse();
        assertThat(fast(SEEDED).audited()).isTrue();
        assertThat(fast(SEEDED).auditNext()).isEqualTo(4096);
        assertThat(exact(fast(SEEDED)).audited()).isTrue();
        assertThat(exact(fast(SEEDED)).auditNext()).isEqualTo(4096);
    }

    @Test
    void whatWentByMapsThatLackAChangeIsSuspectUntilEverythingWasCopied() {
        MapHistory went = exact(fast(SEEDED));
        assertThat(went.everything(true)).isTrue();
        assertThat(went.everything(false)).isFalse();

        MapHistory mended = went.after(snapshots(9, 11), 11, 9L, EXACT, true, new Search(true, List.of(4096L), null));
        assertThat(mended.everything(true)).isFalse();
        assertThat(mended.evidence())
                .as("what was copied was not all written since the base")
                .isEqualTo(BaseEvidence.NONE);
    }

    @Test
    void whatIsSuspectStaysSoUntilEverythingWasCopied() {
        MapHistory suspect = new MapHistory(false, true, true, 0, 9, BaseEvidence.NONE);

        assertThat(suspect.everything(false)).isTrue();
        assertThat(suspect.before(11).everything(false)).isTrue();
        assertThat(suspect.after(snapshots(9, 11), 11, 9L, EXACT, true, new Search(true, List.of(), null))
                        .everything(false))
                .isFalse();
    }

    @Test
    void aCopyThatNeverWentByMapsIsNotSuspect() {
        assertThat(exact(SEEDED).everything(true)).isFalse();
    }

    @Test
    void aFullStartsAnew() {
        MapHistory anew =
                fast(SEEDED).after(snapshots(9), 9, null, EXACT, true, new Search(true, List.of(4096L), null));

        assertThat(anew.everything(true)).isFalse();
        assertThat(anew.evidence()).isEqualTo(new BaseEvidence(true, List.of()));
    }
}
