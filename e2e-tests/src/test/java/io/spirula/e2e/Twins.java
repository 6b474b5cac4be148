package io.spirula.e2e;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Two instances of every service in a world, both stoppable between their steps. Closing ends the second ones. */
final class Twins implements AutoCloseable {

    private final World single;
    private final World world;
    private final Map<ServiceKind, ServiceProcess> seconds = new EnumMap<>(ServiceKind.class);

    private Twins(World single) {
        this.single = single;
        for (ServiceKind kind : ServiceKind.values()) {
            seconds.put(kind, single.sandbox().anotherInstance(kind, World.unique(kind.schema() + "-twin")));
        }
        this.world = single.through(Api.ofAny(
                List.of(
                        first(ServiceKind.SCHEDULER).url(),
                        second(ServiceKind.SCHEDULER).url()),
                single.sandbox().apiToken()));
    }

    static Twins in(World world) {
        return in(world, second -> {});
    }

    /**
     * @param prepare what the second ones get before they start
     */
    static Twins in(World world, Consumer<ServiceProcess> prepare) {
        Faults faults = Faults.in(world);
        Twins twins = new Twins(world);
        twins.seconds.values().forEach(second -> {
            prepare.accept(second);
            faults.startEquipped(second);
        });
        return twins;
    }

    /** The world, whose API is any of both. */
    World world() {
        return world;
    }

    ServiceProcess first(ServiceKind kind) {
        return single.sandbox().service(kind);
    }

    ServiceProcess second(ServiceKind kind) {
        ServiceProcess second = seconds.get(kind);
        if (second == null) {
            throw new IllegalArgumentException("no second " + kind);
        }
        return second;
    }

    List<ServiceProcess> all() {
        return Arrays.stream(ServiceKind.values())
                .flatMap(kind -> Stream.of(first(kind), second(kind)))
                .toList();
    }

    ServiceProcess of(long pid) {
        return all().stream()
                .filter(ServiceProcess::isRunning)
                .filter(instance -> instance.process().pid() == pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no instance is process " + pid));
    }

    /** Whatever was done to them: all run. */
    void startAll() {
        for (ServiceProcess instance : all()) {
            if (instance.isRunning()) {
                instance.process().resume();
            }
            instance.start();
        }
    }

    @Override
    public void close() {
        seconds.values().forEach(second -> {
            if (second.isRunning()) {
                Daemon process = second.process();
                process.resume();
                process.stop();
            }
        });
    }
}
