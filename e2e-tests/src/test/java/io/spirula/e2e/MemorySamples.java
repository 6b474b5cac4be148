package io.spirula.e2e;

import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What one service's process takes of the machine, looked at again and again. */
final class MemorySamples {

    private static final long MIB = 1 << 20;

    private final ServiceProcess service;
    private final long pid;
    private final List<Sample> samples = new ArrayList<>();

    /**
     * @param resident bytes of the process
     * @param outside the part of it that is not the heap that the JVM has taken
     * @param used bytes of the heap in use, garbage included
     */
    private record Sample(long resident, long outside, long used) {}

    MemorySamples(World world, ServiceKind kind) {
        service = world.sandbox().service(kind);
        pid = service.process().pid();
    }

    void take() {
        long resident = service.process().residentBytes();
        long committed = (long) new Metric(service, "jvm_memory_committed_bytes").value("area=\"heap\"");
        long used = (long) new Metric(service, "jvm_memory_used_bytes").value("area=\"heap\"");
        samples.add(new Sample(resident, Math.max(0, resident - committed), used));
    }

    boolean isSameProcess() {
        return service.process().pid() == pid;
    }

    /** By how many MiB what is outside the heap grew from the middle third of the time to the last one. */
    long growthOutsideHeap() {
        return (highest(2, Sample::outside) - highest(1, Sample::outside)) / MIB;
    }

    /** The same of what stays in the heap after its collections. */
    long growthInHeap() {
        return (lowest(2, Sample::used) - lowest(1, Sample::used)) / MIB;
    }

    private long highest(int third, ToLongFunction<Sample> what) {
        return third(third).stream().mapToLong(what).max().orElseThrow();
    }

    private long lowest(int third, ToLongFunction<Sample> what) {
        return third(third).stream().mapToLong(what).min().orElseThrow();
    }

    private List<Sample> third(int number) {
        int size = samples.size();
        return samples.subList(size * number / 3, Math.max(size * (number + 1) / 3, size * number / 3 + 1));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(service.name() + " MiB resident/outside the heap/live in the heap:");
        for (int third = 0; third < 3; third++) {
            text.append("  %d/%d/%d"
                    .formatted(
                            highest(third, Sample::resident) / MIB,
                            highest(third, Sample::outside) / MIB,
                            lowest(third, Sample::used) / MIB));
        }
        return text.toString();
    }
}
