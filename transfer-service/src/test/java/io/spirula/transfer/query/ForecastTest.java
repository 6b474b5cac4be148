package io.spirula.transfer.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.query.PlanAnswer;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.contracts.query.PlannedMode;
import io.spirula.transfer.copy.Copies;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.List;
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
        assertThat(Forecast.of(item(other), List.of(Copies.complete(1)), true).mode())
                .isEqualTo(PlannedMode.FULL);
    }

    @Test
    void aClusterThatIsNotConfiguredIsAConflictThatNamesIt() {
        PlanAnswer.Item answer = Forecast.of(item(Copies.SOURCE), List.of(), false);
        assertThat(answer.mode()).isEqualTo(PlannedMode.CONFLICT);
        assertThat(answer.reason()).contains("site-b");
    }

    private static PlanAnswer.Item forecast(List<TrackedCopy> copies) {
        return Forecast.of(item(Copies.SOURCE), copies, true);
    }

    private static PlanQuestion.Item item(ImageId source) {
        return new PlanQuestion.Item(Copies.LINEAGE, source, Copies.TARGET);
    }
}
