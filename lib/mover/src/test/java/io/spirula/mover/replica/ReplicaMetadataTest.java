package io.spirula.mover.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.spirula.contracts.event.Assurance;
import io.spirula.mover.Copies;
import io.spirula.mover.InMemorySites;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageMetadata;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.RbdImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaMetadataTest {

    private final InMemorySites sites = new InMemorySites();
    private final Copies copies = sites.copies(4096);
    private RbdImage image;
    private PointRecord point;

    @BeforeEach
    void createImage() {
        sites.poolB.create("replica", ImageSpec.ofSize(0));
        image = sites.poolB.open(ImageLocator.byName("replica"));
        long snapshot = copies.snapshot("spirula-1");
        try (RbdImage source = copies.openSourceAt(snapshot)) {
            point = copies.point(source, snapshot);
        }
    }

    @AfterEach
    void close() {
        copies.close();
        sites.close();
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        ReplicaMetadata.writeIdentity(image.metadata(), copies.identity());
        ReplicaMetadata.writePoint(image.metadata(), point);

        ReplicaDescription description = ReplicaMetadata.read(image.metadata());

        assertThat(description.identity()).isEqualTo(copies.identity());
        assertThat(description.points()).containsOnlyKeys("spirula-1").containsEntry("spirula-1", point);
        assertThat(description.unreadable()).isEmpty();
    }

    @Test
    void aForgottenPointIsGone() {
        ReplicaMetadata.writePoint(image.metadata(), point);
        ReplicaMetadata.removePoint(image.metadata(), "spirula-1");

        assertThat(ReplicaMetadata.read(image.metadata()).points()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7, APPLIED",
        "7 restore-tested, 7, RESTORE_TESTED",
        "7 proven, -1, APPLIED",
        "7 verified again, -1, APPLIED",
        "-7 verified, -1, APPLIED",
        "'', -1, APPLIED",
        "99999999999999999999, -1, APPLIED"
    })
    void aMarkThatMakesNoSenseIsOfNoSnapshot(String value, long snapshot, Assurance assurance) {
        image.metadata().set("spirula.complete.spirula-1", value);

        assertThat(ReplicaMetadata.read(image.metadata()).complete())
                .containsOnly(entry("spirula-1", new CompletionMark(snapshot, assurance)));
    }

    @Test
    void aPointIsCompleteOnceItIsMarkedAndNoLongerThanItIsAPoint() {
        ReplicaMetadata.writePoint(image.metadata(), point);
        assertThat(ReplicaMetadata.read(image.metadata()).complete()).isEmpty();

        ReplicaMetadata.markComplete(image.metadata(), "spirula-1", new CompletionMark(7, Assurance.VERIFIED));
        ReplicaDescription marked = ReplicaMetadata.read(image.metadata());
        assertThat(marked.complete()).containsOnly(entry("spirula-1", new CompletionMark(7, Assurance.VERIFIED)));
        assertThat(marked.points()).containsOnlyKeys("spirula-1");
        assertThat(marked.unreadable()).isEmpty();
        assertThat(image.metadata().list()).containsEntry("spirula.complete.spirula-1", "7 verified");

        ReplicaMetadata.removePoint(image.metadata(), "spirula-1");
        assertThat(ReplicaMetadata.read(image.metadata()).complete()).isEmpty();
    }

    @Test
    void anImageThatSaysNothingIsNotOurs() {
        image.metadata().set("spirula.lineage", copies.identity().lineage().toString());

        ReplicaDescription description = ReplicaMetadata.read(image.metadata());

        assertThat(description.identity()).isNull();
        assertThat(description.unreadable()).containsExactly("spirula.lineage");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spirula.lineage|no uuid",
                "spirula.source|a/b",
                "spirula.source|a/b/c/d",
                "spirula.epoch|0",
                "spirula.epoch|99999999999999999999",
                "spirula.epoch|one"
            })
    void anIdentityThatMakesNoSenseIsToldAndNotBelieved(String key, String value) {
        ReplicaMetadata.writeIdentity(image.metadata(), copies.identity());
        image.metadata().set(key, value);

        ReplicaDescription description = ReplicaMetadata.read(image.metadata());

        assertThat(description.identity()).isNull();
        assertThat(description.unreadable()).contains(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"null", "{}", "[1]", "{\"version\":", "{\"version\":1,\"snapshot\":\"spirula-1\"}", "7", "''"})
    void aPointThatMakesNoSenseIsToldAndNotBelieved(String json) {
        image.metadata().set("spirula.point.spirula-1", json);

        ReplicaDescription description = ReplicaMetadata.read(image.metadata());

        assertThat(description.points()).isEmpty();
        assertThat(description.unreadable()).containsExactly("spirula.point.spirula-1");
    }

    @Test
    void aPointUnderTheNameOfAnotherIsNotBelieved() {
        ImageMetadata metadata = image.metadata();
        ReplicaMetadata.writePoint(metadata, point);
        metadata.set(
                "spirula.point.spirula-2",
                metadata.get("spirula.point.spirula-1").orElseThrow());

        assertThat(ReplicaMetadata.read(metadata).points()).containsOnlyKeys("spirula-1");
    }

    @Test
    void aPointMayGrowFields() {
        ReplicaMetadata.writePoint(image.metadata(), point);
        String json = image.metadata().get("spirula.point.spirula-1").orElseThrow();
        image.metadata().set("spirula.point.spirula-1", "{\"digest\":\"later\"," + json.substring(1));

        assertThat(ReplicaMetadata.read(image.metadata()).points()).containsEntry("spirula-1", point);
    }
}
