package io.spirula.e2e;

import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.Sandbox;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The one sandbox that scenarios of this JVM share, or one of its own. Each scenario uses images and policies of its own. */
final class World implements AutoCloseable {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Sandbox sandbox;
    private final Site source;
    private final Site target;
    private final Api api;

    private static final class Shared {
        static final World WORLD = withoutServices();

        static {
            // most scenarios want services that can be stopped between their steps: nobody starts them twice
            Faults.in(WORLD);
        }
    }

    private World(Consumer<Sandbox> start) {
        this(Sandbox.temporary(), start);
    }

    private World(Sandbox sandbox, Consumer<Sandbox> start) {
        this.sandbox = sandbox;
        start.accept(sandbox);
        source = new Site(sandbox.siteA());
        target = new Site(sandbox.siteB());
        source.rbd("namespace", "create", "rbd/tenant");
        target.rbd("namespace", "create", "rbd/tenant");
        api = new Api(sandbox.apiUrl(), sandbox.apiToken());
    }

    private World(World same, Site target, Api api) {
        this.sandbox = same.sandbox;
        this.source = same.source;
        this.target = target;
        this.api = api;
    }

    /** This world, whose API is reached in another way. */
    World through(Api other) {
        return new World(this, target, other);
    }

    /** This world, for what is copied to a pool of the source's cluster. */
    World withinSource() {
        return new World(this, source, api);
    }

    static World get() {
        return Shared.WORLD;
    }

    /** A world for a scenario that destroys it. */
    static World ofItsOwn() {
        return new World(Sandbox::up);
    }

    /** One of its own whose services are still to be started. */
    static World withoutServices() {
        return new World(Sandbox::upWithoutServices);
    }

    /**
     * A world whose Kafka has TLS and access control.
     *
     * @param granting gives the services what they need of it, before they start
     */
    static World withSecuredKafka(Consumer<KafkaSandboxBroker> granting) {
        return new World(Sandbox.temporaryWithSecuredKafka(), sandbox -> {
            sandbox.upWithoutServices();
            granting.accept(sandbox.kafka());
            sandbox.startServices();
        });
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Site source() {
        return source;
    }

    Site target() {
        return target;
    }

    Api api() {
        return api;
    }

    @Override
    public void close() {
        sandbox.close();
    }

    /** A name that no other scenario uses. */
    static String unique(String prefix) {
        return prefix + "-" + ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet();
    }
}
