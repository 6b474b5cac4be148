package io.spirula.e2e;

import static io.spirula.e2e.Step.BACKUP_PUBLISHED_NOT_MARKED;
import static io.spirula.e2e.Step.HALF_MOVED;
import static io.spirula.e2e.Step.REPLICA_SNAPSHOT_NOT_RECORDED;
import static io.spirula.e2e.Step.RESTORE_HALF_WRITTEN;
import static io.spirula.e2e.Step.RUN_ENDED_NOT_PUBLISHED;
import static io.spirula.e2e.Step.SNAPSHOT_MADE;

import io.spirula.sandbox.ServiceKind;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A service dies, is told to end or stands still between two steps of its work: afterwards the work is done, once, and nothing is left over. */
class StepFaultIT {

    private static final World WORLD = World.get();

    private final ServiceFaults faults = new ServiceFaults(WORLD);

    private static FaultyWork work;

    @BeforeAll
    static void aDiskThatIsProtected() {
        work = new FaultyWork(WORLD);
    }

    @AfterEach
    void allServicesRun() {
        for (ServiceKind kind : ServiceKind.values()) {
            WORLD.sandbox().service(kind).start();
        }
    }

    @AfterAll
    static void nothingIsLeftOver() {
        work.end();
    }

    /** Steps on the way of one piece of work, in their order. */
    static List<List<Step>> journeys() {
        return List.of(
                List.of(BACKUP_PUBLISHED_NOT_MARKED, SNAPSHOT_MADE, HALF_MOVED, RUN_ENDED_NOT_PUBLISHED),
                List.of(RESTORE_HALF_WRITTEN));
    }

    /** All of them, or those that {@code -Dspirula.steps=ONE,ANOTHER} names. */
    static List<Step> steps() {
        Set<String> only = Set.of(System.getProperty("spirula.steps", "").split(","));
        return Arrays.stream(Step.values())
                .filter(step -> only.contains("") || only.contains(step.name()))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("journeys")
    void workIsDoneAlthoughServicesAreKilledOnItsWay(List<Step> steps) {
        work.at(steps, faults::kill);
    }

    @Test
    void workIsDoneAlthoughItsServiceStandsStillBeforeACopyIsRecorded() {
        work.at(List.of(REPLICA_SNAPSHOT_NOT_RECORDED), faults::standStill);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void workIsDoneAlthoughItsServiceIsKilledAtAStep(Step step) {
        work.at(List.of(step), faults::kill);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void workIsDoneAlthoughItsServiceIsToldToEndAtAStep(Step step) {
        work.at(List.of(step), faults::end);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @MethodSource("steps")
    void workIsDoneAlthoughItsServiceStandsStillAtAStep(Step step) {
        work.at(List.of(step), faults::standStill);
    }
}
