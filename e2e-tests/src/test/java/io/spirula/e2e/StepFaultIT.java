package io.spirula.e2e;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** A service dies between two steps of its work: after its restart the work is done, once, and nothing is left over. */
class StepFaultIT {

    private static final long MIB = 1 << 20;
    private static final World WORLD = World.get();
    private static final Faults FAULTS = Faults.in(WORLD);
    private static final LeakCheck LEAKS = new LeakCheck(WORLD);

    private static Disk disk;
    private static long seed;

    @BeforeAll
    static void aDiskThatIsProtected() {
        disk = Disk.create(WORLD, "", 16 * MIB).protect("every: 24h", 200);
    }

    @AfterEach
    void allServicesRun() {
        for (ServiceKind kind : ServiceKind.values()) {
            WORLD.sandbox().service(kind).start();
        }
    }

    @AfterAll
    static void nothingIsLeftOver() {
        LEAKS.passWholly(disk);
        disk.unprotect();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "HALF_MOVED",
                "SNAPSHOT_MADE",
                "REPLICA_SNAPSHOT_NOT_RECORDED",
                "COPY_RECORDED_NOT_PUBLISHED",
                "BACKUP_PUBLISHED_NOT_MARKED",
                "RESTORE_HALF_WRITTEN"
            })
    void aServiceIsKilledAtAStep(Step step) {
        atStep(step, service -> {
            service.process().kill();
            service.start();
        });
    }

    private void atStep(Step step, Consumer<ServiceProcess> fault) {
        ServiceProcess service = WORLD.sandbox().service(step.service());
        disk.fill(4 * MIB, ++seed);
        if (step.service() == ServiceKind.RESTORE) {
            JsonNode point = disk.backup();
            try (Faults.Stop stop = FAULTS.arm(step)) {
                Restoring restoring = Restoring.start(disk, point);
                stop.awaitReached();
                fault.accept(service);
                restoring.awaitCompleted();
                restoring.remove();
            }
        } else {
            try (Faults.Stop stop = FAULTS.arm(step)) {
                String run = disk.startBackup();
                stop.awaitReached();
                fault.accept(service);
                disk.awaitCompleted(run);
            }
        }
        LEAKS.pass(2, disk);
    }
}
