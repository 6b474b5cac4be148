package io.spirula.e2e;

import static io.spirula.e2e.Step.BACKUP_PUBLISHED_NOT_MARKED;
import static io.spirula.e2e.Step.HALF_MOVED;
import static io.spirula.e2e.Step.RESTORE_HALF_WRITTEN;
import static io.spirula.e2e.Step.RUN_ENDED_NOT_PUBLISHED;
import static io.spirula.e2e.Step.SNAPSHOT_MADE;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A service dies between two steps of its work: afterwards the work is done, once, and nothing is left over. */
class StepFaultIT {

    private static final World WORLD = World.get();

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

    @ParameterizedTest(name = "{0}")
    @MethodSource("journeys")
    void workIsDoneAlthoughServicesAreKilledOnItsWay(List<Step> steps) {
        work.at(steps, StepFaultIT::killAndStart);
    }

    @Tag("nightly")
    @ParameterizedTest(name = "{0}")
    @EnumSource
    void workIsDoneAlthoughItsServiceIsKilledAtAStep(Step step) {
        work.at(List.of(step), StepFaultIT::killAndStart);
    }

    private static void killAndStart(Faults.Stop stop, long pid) {
        ServiceProcess service = WORLD.sandbox().service(stop.step().service());
        service.process().kill();
        service.start();
    }
}
