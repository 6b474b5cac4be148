package io.spirula.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChoicesTest {

    @Test
    void theSameSeedGivesTheSameSteps() {
        assertThat(steps(7, 2000)).isEqualTo(steps(7, 2000));
    }

    @Test
    void anotherSeedGivesOthers() {
        assertThat(steps(7, 50)).isNotEqualTo(steps(8, 50));
    }

    @Test
    void everyKindOfStepAndEveryFaultComesWithinAnHour() {
        var strikes = steps(3, 4000).stream()
                .filter(Step.Strike.class::isInstance)
                .map(step -> ((Step.Strike) step).fault())
                .collect(Collectors.toSet());
        var kinds = steps(3, 4000).stream().map(Step::getClass).collect(Collectors.toSet());
        assertThat(kinds).hasSize(Step.class.getPermittedSubclasses().length);
        assertThat(strikes).isEqualTo(Set.copyOf(Fault.all()));
    }

    @Test
    void everythingSettlesAgainAndAgain() {
        var steps = steps(11, 400);
        assertThat(steps).filteredOn(Step.Settle.class::isInstance).hasSize(10);
        assertThat(steps.get(39)).isEqualTo(new Step.Settle());
    }

    @Test
    void aBackupOfSeveralNamesEachOnce() {
        assertThat(steps(5, 2000))
                .filteredOn(Step.Backup.class::isInstance)
                .map(step -> ((Step.Backup) step).disks())
                .allSatisfy(disks ->
                        assertThat(disks).isNotEmpty().doesNotHaveDuplicates().isSorted())
                .anyMatch(disks -> disks.size() > 2);
    }

    private static List<Step> steps(long seed, int count) {
        var choices = new Choices(seed, 5);
        return Stream.generate(choices::next).limit(count).toList();
    }
}
