package io.spirula.transfer.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.contracts.query.PlannedMode;
import io.spirula.mover.plan.MovePlan;
import io.spirula.transfer.copy.Copies;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForecastTest {

    @Test
    void theFirstPointIsAFullAndTheNextAnIncrementFromTheNewestCommonOne() {
        assertThat(forecast(List.of()).mode()).isEqualTo(PlannedMode.FULL);
        TrackedCopy newest = Copies.complete(2);
        PlanAnswer.Item item = forecast(List.of(newest, Copies.complete(1), Copies.in(CopyState.FAILED, 3)));
        assertThat(item.mode()).isEqualTo(PlannedMode.INCREMENT);
        assertThat(item.base()).isEqualTo(newest.told().point());
    }

    @Test
    void anImageMadeAgainGetsAFull() {
        ImageId other = new ImageId(Copies.SOURCE.fsid(), 1, "", "other");
        assertThat(Forecast.of(item(other), List.of(Copies.complete(1)), true, Optional.empty())
                        .mode())
                .isEqualTo(PlannedMode.FULL);
    }

    @Test
    void aClusterThatIsNotConfiguredIsAConflictThatNamesIt() {
        PlanAnswer.Item answer = Forecast.of(item(Copies.SOURCE), List.of(), false, Optional.empty());
        assertThat(answer.mode()).isEqualTo(PlannedMode.CONFLICT);
        assertThat(answer.reason()).contains("site-b");
    }

    @Test
    void aNameThatAnotherReplicaKeepsIsAConflictForANewReplicaOnly() {
        Optional<MovePlan.Conflict> kept = Optional.of(new MovePlan.Conflict(
                MovePlan.Conflict.Code.TARGET_NAME_TAKEN,
                "site-b/rbd/vm-1 is the replica of site-a/ssd/vm-1",
                "give one of the two policies another target pool"));
        PlanAnswer.Item first = Forecast.of(item(Copies.SOURCE), List.of(), true, kept);
        assertThat(first.mode()).isEqualTo(PlannedMode.CONFLICT);
        assertThat(first.reason()).contains("is the replica of site-a/ssd/vm-1", "another target pool");
        assertThat(Forecast.of(item(Copies.SOURCE), List.of(Copies.complete(1)), true, kept)
                        .mode())
                .isEqualTo(PlannedMode.INCREMENT);
    }

    private static PlanAnswer.Item forecast(List<TrackedCopy> copies) {
        return Forecast.of(item(Copies.SOURCE), copies, true, Optional.empty());
    }

    private static PlanQuestion.Item item(ImageId source) {
        return new PlanQuestion.Item(Copies.LINEAGE, source, Copies.TARGET, null, null);
    }
}
