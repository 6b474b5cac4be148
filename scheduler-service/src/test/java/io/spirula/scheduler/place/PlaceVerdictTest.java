package io.spirula.scheduler.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.PlaceSide;
import io.spirula.contracts.query.PlaceState;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.scheduler.problem.FieldProblem;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlaceVerdictTest {

    private static final PlacesQuestion.Item PLACE = new PlacesQuestion.Item(PlaceSide.TARGET, "site-b", "backups", "");
    private static final List<WantedPlace> WANTED = List.of(new WantedPlace("spec.targets[0].pool", PLACE));
    private static final String GONE = "cluster site-b has no pool backups";

    @Test
    void aPlaceThatIsThereIsNotMentioned() {
        assertThat(verdict(PlaceState.PRESENT, "", Set.of())).isEqualTo(new PlaceVerdict(List.of(), List.of()));
    }

    @Test
    void aPlaceThatIsNotThereIsAProblemOfItsField() {
        PlaceVerdict verdict = verdict(PlaceState.ABSENT, GONE, Set.of());

        assertThat(verdict.problems())
                .containsExactly(
                        new FieldProblem("spec.targets[0].pool", GONE + "; correct the name, or create it first"));
        assertThat(verdict.warnings()).isEmpty();
    }

    @Test
    void aPlaceThatWentSincePolicyNamedItDoesNotHinderAnotherChange() {
        PlaceVerdict verdict = verdict(PlaceState.ABSENT, GONE, Set.of(PLACE));

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.warnings()).containsExactly(GONE + " any more");
    }

    @Test
    void whatCouldNotBeFoundOutIsAWarningWithItsReason() {
        PlaceVerdict verdict = verdict(PlaceState.UNKNOWN, "site-b does not answer", Set.of());

        assertThat(verdict.problems()).isEmpty();
        assertThat(verdict.warnings()).singleElement().asString().contains("spec.targets[0].pool", "does not answer");
    }

    @Test
    void withoutAnAnswerNothingIsSaidOfAPlace() {
        assertThat(PlaceVerdict.of(WANTED, Set.of(), Map.of())).isEqualTo(new PlaceVerdict(List.of(), List.of()));
    }

    private static PlaceVerdict verdict(PlaceState state, String reason, Set<PlacesQuestion.Item> before) {
        return PlaceVerdict.of(WANTED, before, Map.of(PLACE, PlacesAnswer.Item.of(PLACE, state, reason)));
    }
}
