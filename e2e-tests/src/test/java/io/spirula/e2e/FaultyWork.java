package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.sandbox.ServiceKind;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Backups and restores of one disk that something happens to on their way, and the check of what is left over. */
final class FaultyWork {

    private static final long MIB = 1 << 20;

    private final Faults faults;
    private final LeakCheck leaks;
    private final Disk disk;
    private long seed;

    /** What happens while a process stands at a step. */
    interface Fault {
        void strike(Faults.Stop stop, long pid);
    }

    FaultyWork(World world) {
        this.faults = Faults.in(world);
        this.leaks = new LeakCheck(world);
        this.disk = Disk.create(world, "", 16 * MIB, Disk.SMALL_OBJECTS).protect("every: 24h", 500);
    }

    Disk disk() {
        return disk;
    }

    Faults faults() {
        return faults;
    }

    LeakCheck leaks() {
        return leaks;
    }

    void write() {
        disk.fill(4 * MIB, ++seed);
    }

    /**
     * Does one piece of work, which comes by all of these steps one after the other, and sees to it that it is done, once,
     * and that nothing is left over.
     */
    void at(List<Step> steps, Fault fault) {
        write();
        if (steps.get(0).service() == ServiceKind.RESTORE) {
            JsonNode point = disk.backup();
            try (Faults.Stop first = faults.arm(steps.get(0))) {
                Restoring restoring = Restoring.start(disk, point);
                strike(first, steps, fault);
                restoring.awaitCompleted();
                restoring.remove();
            }
        } else {
            try (Faults.Stop first = faults.arm(steps.get(0))) {
                String run = disk.startBackup();
                strike(first, steps, fault);
                JsonNode point = disk.awaitCompleted(run);
                assertThat(Disk.copy(point).get("mode").asString())
                        .as("%s", point)
                        .isEqualTo("increment");
                disk.assertPointEqualsSource(point);
            }
        }
        leaks.pass(2, disk);
    }

    /** The next step is armed before this one is reached: other services may go on with the work meanwhile. */
    private void strike(Faults.Stop stop, List<Step> steps, Fault fault) {
        List<Step> later = steps.subList(1, steps.size());
        if (later.isEmpty()) {
            fault.strike(stop, stop.awaitReached());
            return;
        }
        try (Faults.Stop next = faults.arm(later.get(0))) {
            fault.strike(stop, stop.awaitReached());
            stop.release();
            strike(next, later, fault);
        }
    }

    /** The end of a scenario: all points, all clients. */
    void end() {
        leaks.passWholly(disk);
        assertThat(disk.completePoints().stream().map(point -> point.get("id").asString()))
                .as("complete points")
                .containsAll(disk.runs().stream()
                        .filter(run -> run.get("state").asString().equals("completed"))
                        .map(run -> run.get("point").asString())
                        .toList());
        disk.unprotect();
    }
}
