package io.spirula.sandbox;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * One instance of a service in a JVM of its own. Several instances of one kind share its schema and its Ceph user.
 * Safe to use from several threads.
 */
public final class ServiceProcess {
    private static final Duration START_LIMIT = Duration.ofMinutes(8);
    private static final Path LIBRARIES = ProgramCache.directory().resolve("libraries");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final String name;
    private final ServiceKind kind;
    private final int managementPort;
    private final Path settings;
    private final Daemons daemons;
    private final Map<String, String> properties;
    private final List<String> addedJvmFlags;
    private final Map<String, String> environment = new ConcurrentHashMap<>();
    private volatile @Nullable ClassArchive classes;

    ServiceProcess(
            String name,
            ServiceKind kind,
            int managementPort,
            Path settings,
            Daemons daemons,
            Map<String, String> properties,
            List<String> addedJvmFlags) {
        this.name = name;
        this.kind = kind;
        this.managementPort = managementPort;
        this.settings = settings;
        this.daemons = daemons;
        this.properties = new TreeMap<>(properties);
        this.addedJvmFlags = new CopyOnWriteArrayList<>(addedJvmFlags);
    }

    public String name() {
        return name;
    }

    public ServiceKind kind() {
        return kind;
    }

    public int managementPort() {
        return managementPort;
    }

    /** Its process, for pausing, resuming and killing it. */
    public Daemon process() {
        return daemons.find(name).orElseThrow(() -> new SandboxException(name + " does not run"));
    }

    /** Where it answers: the API of a scheduler-service, the management of others. */
    public String url() {
        return "http://127.0.0.1:" + properties.get("server.port");
    }

    public boolean isRunning() {
        return daemons.find(name).isPresent();
    }

    /** Starts it unless it runs, and returns when it says that it is ready. */
    public void start() {
        awaitReady(launch());
    }

    /** Starts it with other or more Spring properties than last time. */
    public void start(Map<String, String> more) {
        properties.putAll(more);
        start();
    }

    /** Gives its JVM these flags, too, from its next start on. */
    public void addJvmFlags(List<String> flags) {
        addedJvmFlags.addAll(flags);
    }

    /** Gives its process these environment variables, too, from its next start on. */
    public void addEnvironment(Map<String, String> variables) {
        environment.putAll(variables);
    }

    Daemon launch() {
        return daemons.find(name).orElseGet(this::launchNew);
    }

    private Daemon launchNew() {
        LoopbackPorts.requireFree(managementPort, "the management of " + name);
        writeSettings();
        var program =
                ServiceProgram.unpack(SourceTree.serviceJar(kind.module()), settings.resolveSibling(name), LIBRARIES);
        classes = ClassArchive.of(program.libraries());
        return daemons.findOrStart(
                name, Daemons.Spec.of(command(program, classes), Signal.TERM).withEnvironment(Map.copyOf(environment)));
    }

    void awaitReady(Daemon launched) {
        Await.ready(launched, START_LIMIT, this::isReady);
        var used = classes;
        if (used != null) {
            used.makeFrom(loaded());
        }
    }

    /** Lets it end in order. */
    public void stop() {
        daemons.find(name).ifPresent(Daemon::stop);
    }

    /** True when its readiness check answers 200. */
    public boolean isReady() {
        var request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting for " + name, e);
        }
    }

    /** In a file that only we can read: an argument list is visible to every user of the machine. */
    private void writeSettings() {
        var sorted = new Properties();
        sorted.putAll(properties);
        var text = new StringWriter();
        try {
            sorted.store(text, null);
        } catch (IOException e) {
            throw new SandboxException("cannot write the settings of " + name, e);
        }
        FileTree.writeSecret(settings, text.toString());
    }

    private List<String> command(ServiceProgram program, ClassArchive classes) {
        var argv = new ArrayList<String>();
        argv.add(ClassArchive.java());
        argv.addAll(kind.jvmFlags());
        argv.addAll(addedJvmFlags);
        argv.addAll(hasAgent() ? List.of("-Xshare:auto") : classes.flags(loaded()));
        argv.addAll(List.of(
                "-Djava.net.preferIPv4Stack=true",
                "-cp",
                ClassArchive.classPath(program.classPath()),
                program.mainClass(),
                "--spring.config.additional-location=file:" + settings));
        return argv;
    }

    /** A JVM of Java 17 whose agent looks at classes crashes (SIGSEGV) on those of an archive of one's own. */
    private boolean hasAgent() {
        return addedJvmFlags.stream().anyMatch(flag -> flag.startsWith("-javaagent:"));
    }

    private Path loaded() {
        return settings.resolveSibling(name + ".loaded");
    }
}
