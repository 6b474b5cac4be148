package io.spirula.mover.dirty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.dirty.MapFacts.Moment;
import io.spirula.mover.dirty.Trust.Code;
import io.spirula.rbd.ImageFeature;
import io.spirula.rbd.ImageFeatures;
import io.spirula.rbd.checkup.LibrbdRelease;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TrustRulesTest {

    private static final long GIB = 1L << 30;

    /** Facts of which every rule holds, but for what a test changes. */
    private static final class Given {

        private Optional<LibrbdRelease> release = Optional.of(new LibrbdRelease(16, 2, 15));
        private ImageFeatures features = ImageFeatures.DEFAULT;
        private List<Moment> chain = List.of(moment(7, GIB), moment(9, GIB));
        private long older;
        private boolean notRolledBack = true;
        private boolean audited = true;
        private String distrusted = "";

        Given release(int major, int minor, int patch) {
            release = Optional.of(new LibrbdRelease(major, minor, patch));
            return this;
        }

        Given unknownRelease() {
            release = Optional.empty();
            return this;
        }

        Given without(ImageFeature feature) {
            features = features.without(feature);
            return this;
        }

        Given chain(Moment... moments) {
            chain = List.of(moments);
            return this;
        }

        Given older(long snapshots) {
            older = snapshots;
            return this;
        }

        Given perhapsRolledBack() {
            notRolledBack = false;
            return this;
        }

        Given neverAudited() {
            audited = false;
            return this;
        }

        Given distrusted() {
            distrusted = "an audit found a change at offset 0";
            return this;
        }

        MapFacts facts() {
            return new MapFacts(release, features, chain, older, notRolledBack, audited, distrusted);
        }
    }

    private static Moment moment(long id, long size) {
        return new Moment(id, size, false, false);
    }

    private static Moment flagged(long id) {
        return new Moment(id, GIB, true, false);
    }

    private static Moment clone(long id) {
        return new Moment(id, GIB, false, true);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                arguments("all is well", Code.MAPS_TRUSTED, new Given()),
                arguments("librbd tells no release", Code.LIBRBD_UNPROVEN, new Given().unknownRelease()),
                arguments("16.2.14", Code.LIBRBD_UNPROVEN, new Given().release(16, 2, 14)),
                arguments("15.2.17", Code.LIBRBD_UNPROVEN, new Given().release(15, 2, 17)),
                arguments("17.2.7", Code.LIBRBD_UNPROVEN, new Given().release(17, 2, 7)),
                arguments("17.2.8", Code.MAPS_TRUSTED, new Given().release(17, 2, 8)),
                arguments("18.2.3", Code.LIBRBD_UNPROVEN, new Given().release(18, 2, 3)),
                arguments("18.2.4", Code.MAPS_TRUSTED, new Given().release(18, 2, 4)),
                arguments("19.1.0", Code.LIBRBD_UNPROVEN, new Given().release(19, 1, 0)),
                arguments("19.2.0", Code.MAPS_TRUSTED, new Given().release(19, 2, 0)),
                arguments("20.2.1", Code.MAPS_TRUSTED, new Given().release(20, 2, 1)),
                arguments("no bytes", Code.IMAGE_EMPTY, new Given().chain(moment(7, 0), moment(9, 0))),
                arguments("shrunk to nothing", Code.IMAGE_EMPTY, new Given().chain(moment(7, GIB), moment(9, 0))),
                arguments("no lock", Code.NO_OBJECT_MAPS, new Given().without(ImageFeature.EXCLUSIVE_LOCK)),
                arguments("no map", Code.NO_OBJECT_MAPS, new Given().without(ImageFeature.OBJECT_MAP)),
                arguments("no fast-diff", Code.NO_OBJECT_MAPS, new Given().without(ImageFeature.FAST_DIFF)),
                arguments("no layering", Code.MAPS_TRUSTED, new Given().without(ImageFeature.LAYERING)),
                arguments("a clone", Code.HAS_PARENT, new Given().chain(clone(7), clone(9))),
                arguments("flattened", Code.HAS_PARENT, new Given().chain(clone(7), moment(9, GIB))),
                arguments("smaller", Code.IMAGE_SHRANK, new Given().chain(moment(7, GIB), moment(9, GIB - 1))),
                arguments(
                        "smaller in between",
                        Code.IMAGE_SHRANK,
                        new Given().chain(moment(7, GIB), moment(8, GIB / 2), moment(9, GIB))),
                arguments(
                        "smaller than in between",
                        Code.IMAGE_SHRANK,
                        new Given().chain(moment(7, 1), moment(8, GIB), moment(9, GIB / 2))),
                arguments("grown", Code.MAPS_TRUSTED, new Given().chain(moment(7, 0), moment(8, 1), moment(9, GIB))),
                arguments("base flagged", Code.MAP_INVALID, new Given().chain(flagged(7), moment(9, GIB))),
                arguments("end flagged", Code.MAP_INVALID, new Given().chain(moment(7, GIB), flagged(9))),
                arguments(
                        "one in between flagged",
                        Code.MAP_INVALID,
                        new Given().chain(moment(7, GIB), flagged(8), moment(9, GIB))),
                arguments("distrusted", Code.MAPS_DISTRUSTED, new Given().distrusted()),
                arguments(
                        "distrusted, audited no more",
                        Code.MAPS_DISTRUSTED,
                        new Given().distrusted().neverAudited()),
                arguments("an older snapshot", Code.OLDER_SNAPSHOT, new Given().older(1)),
                arguments("perhaps rolled back", Code.ROLLBACK_POSSIBLE, new Given().perhapsRolledBack()),
                arguments("never audited", Code.NEVER_AUDITED, new Given().neverAudited()),
                arguments(
                        "never audited, perhaps rolled back",
                        Code.ROLLBACK_POSSIBLE,
                        new Given().neverAudited().perhapsRolledBack()));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rules")
    void mapsAreTrustedOnlyIfEveryRuleHolds(String what, Code expected, Given given) {
        Trust trust = TrustRules.judge(given.facts());

        assertThat(trust.code()).isEqualTo(expected);
        assertThat(trust.text()).isNotBlank();
        assertThat(trust instanceof Trust.Fast).isEqualTo(expected == Code.MAPS_TRUSTED);
        assertThat(trust.readsMaps()).isEqualTo(expected == Code.MAPS_TRUSTED || expected == Code.NEVER_AUDITED);
    }

    @ParameterizedTest
    @CsvSource({
        "EXACT, EXACT, EXACT", "EXACT, AUTO, EXACT", "EXACT, FAST, EXACT",
        "AUTO, EXACT, EXACT", "AUTO, AUTO, AUTO", "AUTO, FAST, AUTO",
        "FAST, EXACT, EXACT", "FAST, AUTO, FAST", "FAST, FAST, FAST"
    })
    void aPolicyCanOnlyBeMoreCarefulThanTheCluster(DiffMode cluster, DiffMode policy, DiffMode agreed) {
        assertThat(TrustRules.agreed(cluster, policy)).isEqualTo(agreed);
    }

    @ParameterizedTest
    @CsvSource({"EXACT, EXACT_ASKED", "AUTO, MAPS_UNPROVEN", "FAST, "})
    void anImageIsLookedAtOnlyIfItsMapsMayBeUsed(DiffMode agreed, Code expected) {
        assertThat(TrustRules.withoutLooking(agreed, true).map(Trust::code)).isEqualTo(Optional.ofNullable(expected));
        assertThat(TrustRules.withoutLooking(agreed, false).map(Trust::code)).contains(Code.NO_BASE);
    }
}
