package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.sandbox.ServiceKind;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A backup or restore is cancelled between two steps of its work: it ends once, and leaves nothing behind. */
class CancelIT {

    private static final int ACCEPTED = 202;
    private static final int CONFLICT = 409;

    private static final Set<String> CANCELLED = Set.of("cancelled");
    /** The decision whether it is too late may have been made right before. */
    private static final Set<String> ENDED_WELL = Set.of("cancelled", "completed");

    private static final World WORLD = World.get();
    private static final Faults FAULTS = Faults.in(WORLD);

    private static FaultyWork work;

    @BeforeAll
    static void aDiskThatIsProtected() {
        work = new FaultyWork(WORLD);
    }

    @AfterAll
    static void theNextBackupGoesOnAndNothingIsLeftOver() {
        work.write();
        JsonNode next = work.disk().backup();
        assertThat(Disk.copy(next).get("mode").asString()).isEqualTo("increment");
        work.end();
    }

    @Test
    void aBackupThatIsCancelledInTheMiddleOfItsMoveLeavesNothingBehind() {
        cancelBackupAt(Step.HALF_MOVED);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void whatIsCancelledAtAStepEndsOnceAndLeavesNothingBehind(Step step) {
        if (step.service() == ServiceKind.RESTORE) {
            cancelRestoreAt(step);
        } else {
            cancelBackupAt(step);
        }
    }

    private static void cancelBackupAt(Step step) {
        work.write();
        String run;
        Api.Answer answer;
        try (Faults.Stop stop = FAULTS.arm(step)) {
            run = work.disk().startBackup();
            stop.awaitReached();
            answer = WORLD.api().post("/runs/" + run + "/cancel", "{}");
        }
        JsonNode ended = work.disk().awaitEnded(run);
        assertThat(answer.status()).as("%s", answer).isIn(ACCEPTED, CONFLICT);
        assertThat(ended.get("state").asString())
                .as("%s", ended)
                .isEqualTo(answer.status() == ACCEPTED ? "cancelled" : "completed");
        work.leaks().pass(2, work.disk());
    }

    /** It is too late once the image has its name. */
    private static void cancelRestoreAt(Step step) {
        work.write();
        JsonNode point = work.disk().backup();
        Restoring restoring;
        try (Faults.Stop stop = FAULTS.arm(step)) {
            restoring = Restoring.start(work.disk(), point);
            stop.awaitReached();
            WORLD.api().post("/restores/" + restoring.id() + "/cancel", "{}").expect(ACCEPTED);
        }
        String state = restoring.awaitEnded().get("state").asString();
        assertThat(state).isIn(step.compareTo(Step.RESTORE_PROVEN_NOT_NAMED) < 0 ? CANCELLED : ENDED_WELL);
        if (state.equals("completed")) {
            restoring.awaitCompleted();
            restoring.remove();
        }
        work.leaks().pass(2, work.disk());
        assertThat(WORLD.target().images("rbd")).doesNotContain(restoring.image());
    }
}
