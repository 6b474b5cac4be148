package io.spirula.mover.dirty;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.mover.pipeline.Range;
import io.spirula.rbd.Snapshot;
import io.spirula.rbd.SnapshotKind;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BaseEvidenceTest {

    private static final BaseEvidence ALONE = new BaseEvidence(true, List.of());

    private static List<Snapshot> snapshots(long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> new Snapshot(id, "s" + id, 0, SnapshotKind.TRASH, Instant.EPOCH))
                .toList();
    }

    @Test
    void aFullOfTheOldestSnapshotHasNothingToGoBackTo() {
        BaseEvidence evidence = BaseEvidence.after(snapshots(7, 8), 7, null, BaseEvidence.NONE, true, List.of(4096L));

        assertThat(evidence).isEqualTo(ALONE);
        assertThat(evidence.excludesRollback(at -> false)).isTrue();
    }

    @Test
    void aFullOfAYoungerOneProvesNothing() {
        assertThat(BaseEvidence.after(snapshots(6, 7), 7, null, BaseEvidence.NONE, true, List.of(4096L)))
                .isEqualTo(BaseEvidence.NONE);
    }

    @Test
    void anObjectThatWasWrittenBeforeAndNotSinceExcludesARollback() {
        BaseEvidence evidence = BaseEvidence.after(snapshots(7, 9), 9, 7L, ALONE, true, List.of(4096L, 8192L));

        assertThat(evidence.excludesRollback(at -> at == 8192)).isTrue();
        assertThat(evidence.excludesRollback(at -> false)).isFalse();
    }

    @Test
    void whatWasNotWrittenSinceTheBaseHasTheBasesEvidence() {
        BaseEvidence ofBase = new BaseEvidence(false, List.of(12_288L));

        assertThat(BaseEvidence.after(snapshots(7, 9), 9, 7L, ofBase, false, List.of()))
                .isEqualTo(ofBase);
    }

    @Test
    void nothingIsCertainIfAllThatWasWrittenIsGone() {
        assertThat(BaseEvidence.after(snapshots(7, 9), 9, 7L, ALONE, true, List.of()))
                .isEqualTo(BaseEvidence.NONE);
    }

    @Test
    void aSnapshotInBetweenMightBeGoneBackToWithoutATrace() {
        assertThat(BaseEvidence.after(snapshots(7, 8, 9), 9, 7L, ALONE, true, List.of(4096L)))
                .isEqualTo(BaseEvidence.NONE);
        assertThat(BaseEvidence.after(snapshots(7, 8, 9), 9, 7L, ALONE, false, List.of()))
                .isEqualTo(BaseEvidence.NONE);
    }

    @Test
    void aSampleIsEven() {
        WrittenSample sample = new WrittenSample();
        for (long at = 0; at < 10_000; at++) {
            sample.accept(new Range(at, 1));
        }

        assertThat(sample.offsets())
                .hasSizeBetween(WrittenSample.MOST / 2, WrittenSample.MOST)
                .startsWith(0L)
                .allMatch(at -> at % 256 == 0 && at >= 0);
        assertThat(sample.offsets().get(sample.offsets().size() - 1)).isGreaterThan(9000);
    }
}
