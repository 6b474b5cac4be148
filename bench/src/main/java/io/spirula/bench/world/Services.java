package io.spirula.bench.world;

import io.spirula.sandbox.Lifetime;
import io.spirula.sandbox.Sandbox;
import io.spirula.sandbox.SandboxSettings;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SharedSandbox;
import java.util.List;
import java.util.stream.Stream;

/** The four services as anybody starts them, with two clusters, Kafka and PostgreSQL; thrown away at the end. */
public final class Services implements AutoCloseable {

    private final Sandbox sandbox;
    private final Sites sites;

    private Services(Sandbox sandbox, Sites sites) {
        this.sandbox = sandbox;
        this.sites = sites;
    }

    public static Services start(String name) {
        var sandbox = new Sandbox(
                SandboxSettings.temporary(SharedSandbox.directory().resolve(name)), Lifetime.WITH_JVM, line -> {});
        try {
            sandbox.up();
            return new Services(sandbox, Sites.of(sandbox));
        } catch (RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    public Sites sites() {
        return sites;
    }

    public SpirulaApi api() {
        return new SpirulaApi(sandbox);
    }

    /** The processes of all four. */
    public List<Long> pids() {
        return Stream.of(ServiceKind.values()).map(this::pid).toList();
    }

    public long pid(ServiceKind kind) {
        return sandbox.service(kind).process().pid();
    }

    @Override
    public void close() {
        sites.close();
        sandbox.close();
    }
}
