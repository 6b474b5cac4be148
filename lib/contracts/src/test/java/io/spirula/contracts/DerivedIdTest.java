package io.spirula.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Ids that others stored already: a change of one of these literals orphans what they stored. */
class DerivedIdTest {

    private static final ImageId IMAGE = new ImageId("5f0c1d9e-8a4b-4c7e-9d21-3b6a7e8f9012", 2, "", "10ad1b2c3d4e");
    private static final RunId RUN = RunId.parse("01a204d8-1600-7c3d-8e4f-5a6b7c8d9e0f");

    @Test
    void theSamePartsGiveTheSameIdForEver() {
        assertThat(DerivedId.of("kind", "a", "b")).hasToString("e42cdaee-4c59-518a-97ec-999d8e2fb6f8");
        assertThat(DerivedId.of("kind", "a", "b").version()).isEqualTo(5);
    }

    @Test
    void kindsAndPartsAreToldApart() {
        assertThat(DerivedId.of("kind", "a", "b"))
                .isNotEqualTo(DerivedId.of("kind", "ab"))
                .isNotEqualTo(DerivedId.of("kind", "b", "a"))
                .isNotEqualTo(DerivedId.of("other", "a", "b"));
    }

    @Test
    void anImageHasOneLineageAPointOneOfEachRunAndACopyOneOnEachTarget() {
        LineageId lineage = LineageId.mintFor(IMAGE);
        PointId point = PointId.of(RUN, lineage);

        assertThat(lineage).hasToString("a181b163-e20c-5394-8d05-6011e22318a9");
        assertThat(point).hasToString("1623c54a-0e9b-55b4-9c64-39d11c04940f");
        assertThat(CopyId.of(point, "rbd:site-b/backup/acme")).hasToString("587c5a8a-6a9b-5da2-af55-215a06470c27");
    }

    @Test
    void anImageCreatedAgainIsAnotherLineage() {
        ImageId again = new ImageId(IMAGE.fsid(), IMAGE.pool(), IMAGE.namespace(), "10ad1b2c3d4f");

        assertThat(LineageId.mintFor(again)).isNotEqualTo(LineageId.mintFor(IMAGE));
    }

    @Test
    void aSnapshotIsNamedByTheTimeInUtcAndTheEndOfTheRunsId() {
        assertThat(SnapshotName.of(Instant.parse("2026-11-22T20:00:00.999Z"), RUN))
                .isEqualTo("spirula-20261122T200000Z-5a6b7c8d9e0f");
    }
}
