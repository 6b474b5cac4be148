package io.spirula.scheduler.place;

import io.spirula.contracts.query.PlaceState;
import io.spirula.contracts.query.PlacesAnswer;
import io.spirula.contracts.query.PlacesQuestion;
import io.spirula.scheduler.problem.FieldProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What to think of the places that a policy names. Pure.
 *
 * @param problems places that are certainly not there and that the policy did not name before
 * @param warnings places that went, and those of which nothing is known
 */
record PlaceVerdict(List<FieldProblem> problems, List<String> warnings) {

    PlaceVerdict {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    /**
     * @param wanted what the policy names now
     * @param before what it named so far: that a pool was lost must not hinder a change of anything else
     * @param answers what is known; a place may be missing
     */
    static PlaceVerdict of(
            List<WantedPlace> wanted,
            Set<PlacesQuestion.Item> before,
            Map<PlacesQuestion.Item, PlacesAnswer.Item> answers) {
        List<FieldProblem> problems = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (WantedPlace place : wanted) {
            PlacesAnswer.Item answer = answers.get(place.place());
            if (answer == null) {
                continue;
            }
            if (answer.state() == PlaceState.ABSENT && !before.contains(place.place())) {
                problems.add(
                        new FieldProblem(place.field(), answer.reason() + "; correct the name, or create it first"));
            } else if (answer.state() == PlaceState.ABSENT) {
                warnings.add(answer.reason() + " any more");
            } else if (answer.state() == PlaceState.UNKNOWN) {
                warnings.add("whether " + place.field() + " is there is not known: " + answer.reason());
            }
        }
        return new PlaceVerdict(problems, warnings);
    }
}
