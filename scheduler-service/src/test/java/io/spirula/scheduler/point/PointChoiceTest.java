package io.spirula.scheduler.point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.scheduler.Facts;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PointChoiceTest {

    private static final TargetRef DR = Facts.target("dr", "rbd");
    private static final TargetRef FAR = Facts.target("far", "ssd");

    private final List<Point> points = Point.of(Stream.of(
                    copies(1, CopyState.COMPLETE, CopyState.EXPIRED),
                    copies(2, CopyState.FAILED, CopyState.COMPLETE),
                    copies(3, CopyState.QUARANTINED, CopyState.TRANSFERRING))
            .flatMap(List::stream)
            .toList());

    @Test
    void pointsAreNewestFirst() {
        assertThat(points).extracting(Point::time).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void theNewestPointIsTheNewestWithACompleteCopy() {
        assertThat(PointChoice.newest("vm", points, null).time()).isEqualTo(Facts.NOW.plusSeconds(120));
    }

    @Test
    void aMomentMeansTheNewestPointThatIsNotAfterIt() {
        assertThat(PointChoice.newest("vm", points, Facts.NOW.plusSeconds(119)).time())
                .isEqualTo(Facts.NOW.plusSeconds(60));
        assertThat(PointChoice.newest("vm", points, Facts.NOW.plusSeconds(60)).time())
                .isEqualTo(Facts.NOW.plusSeconds(60));
        assertThat(refusal(() -> PointChoice.newest("vm", points, Facts.NOW)).code())
                .isEqualTo(ProblemCode.NO_COPY);
    }

    @Test
    void aPointIsNamedByIdBeginningOfTheIdOrSnapshot() {
        Point wanted = points.get(1);
        String id = wanted.id().toString();
        assertThat(PointChoice.named("vm", points, id)).isEqualTo(wanted);
        assertThat(PointChoice.named("vm", points, id.substring(0, 6))).isEqualTo(wanted);
        assertThat(PointChoice.named("vm", points, wanted.snapshot())).isEqualTo(wanted);
        assertThat(refusal(() -> PointChoice.named("vm", points, id.substring(0, 5)))
                        .code())
                .isEqualTo(ProblemCode.NOT_FOUND);
    }

    @Test
    void aNameThatFitsSeveralPointsIsRefusedNamingThem() {
        List<Point> twins = List.of(points.get(0), points.get(0));
        Refusal refusal =
                refusal(() -> PointChoice.named("vm", twins, points.get(0).snapshot()));
        assertThat(refusal.code()).isEqualTo(ProblemCode.AMBIGUOUS);
        assertThat(refusal.getMessage()).contains(points.get(0).id().toString());
    }

    @Test
    void onlyACompleteCopyIsRestoredFrom() {
        Point point = points.get(1);
        assertThat(PointChoice.copy(point, null, null).target()).isEqualTo(FAR);
        assertThat(PointChoice.copy(point, "far", null).target()).isEqualTo(FAR);
        assertThat(PointChoice.copy(point, FAR.key(), null).target()).isEqualTo(FAR);
        Refusal refusal = refusal(() -> PointChoice.copy(point, "dr", null));
        assertThat(refusal.code()).isEqualTo(ProblemCode.NO_COPY);
        assertThat(refusal.getMessage()).contains("dr is failed", "far is complete");
        assertThat(refusal(() -> PointChoice.copy(points.get(0), null, null)).code())
                .isEqualTo(ProblemCode.NO_COPY);
    }

    private static List<Copy> copies(int run, CopyState dr, CopyState far) {
        BackupRequested request = Facts.request("vm", run, DR, FAR);
        return List.of(Facts.copy(request, DR, dr, 1), Facts.copy(request, FAR, far, 1));
    }

    private static Refusal refusal(ThrowingCallable call) {
        Refusal refusal = catchThrowableOfType(Refusal.class, call);
        assertThat(refusal).isNotNull();
        return refusal;
    }
}
