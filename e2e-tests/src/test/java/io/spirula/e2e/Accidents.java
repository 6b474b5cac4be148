package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Topic;
import io.spirula.e2e.chaos.Fault;
import io.spirula.e2e.chaos.Report;
import io.spirula.e2e.chaos.Step;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.SandboxException;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import io.spirula.sandbox.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Lets parts of the world fail for a while, each in a thread of its own, so that the rest goes on meanwhile. */
final class Accidents implements AutoCloseable {

    private static final Duration HEALING = Duration.ofMinutes(6);
    /** After this a service that stood on something has found it again. */
    private static final Duration AFTERMATH = Duration.ofSeconds(45);

    private static final int STARTS = 5;
    /** Up to a minute, so that something comes that is not read. */
    private static final int HELD_LONGER = 3;

    private static final List<String> KEYS =
            List.of("client.spirula-snapshot", "client.spirula-transfer", "client.spirula-restore");

    private final World world;
    private final Report report;
    private final Map<ServiceKind, ServiceProcess> seconds = new EnumMap<>(ServiceKind.class);
    private final Map<ServiceKind, List<Topic>> read = new EnumMap<>(ServiceKind.class);
    private final Map<String, Ongoing> ongoing = new ConcurrentHashMap<>();
    private final Map<Fault.Victim, Instant> healed = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "accident"));

    private record Ongoing(Fault fault, CountDownLatch over, CompletableFuture<Void> healing) {}

    Accidents(World world, Report report) {
        this.world = world;
        this.report = report;
        for (ServiceKind kind : ServiceKind.values()) {
            seconds.put(kind, world.sandbox().anotherInstance(kind, World.unique("second-" + kind.schema())));
        }
    }

    /** What each service reads; it has read some of all by now. */
    void learnTopics() {
        Tables tables = new Tables(world.sandbox().postgres());
        for (ServiceKind kind : ServiceKind.values()) {
            Set<String> names =
                    Set.copyOf(tables.rows("SELECT DISTINCT topic FROM " + kind.schema() + ".consumer_position"));
            read.put(
                    kind,
                    Stream.of(Topic.values())
                            .filter(topic -> names.contains(topic.wireName()))
                            .toList());
        }
    }

    /** False when a victim of that group is struck already. */
    boolean strike(Step.Strike strike) {
        Fault fault = strike.fault();
        requireHealed();
        if (ongoing.containsKey(fault.victim().group())) {
            return false;
        }
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<Void> healing = CompletableFuture.runAsync(() -> suffer(strike, over), threads);
        ongoing.put(fault.victim().group(), new Ongoing(fault, over, healing));
        return true;
    }

    /** Whether one of these fails now, or did a moment ago. */
    boolean hit(Fault.Victim... victims) {
        return Set.of(victims).stream().anyMatch(this::hit);
    }

    private boolean hit(Fault.Victim victim) {
        Ongoing now = ongoing.get(victim.group());
        boolean struck =
                now != null && now.fault().victim() == victim && now.fault().silences();
        Instant end = healed.get(victim);
        return struck || (end != null && Instant.now().isBefore(end.plus(AFTERMATH)));
    }

    /** Fails if something could not be healed, or is dead although nobody struck it. */
    void requireHealed() {
        ongoing.values().removeIf(accident -> {
            boolean done = accident.healing().isDone();
            if (done) {
                if (accident.fault().silences()) {
                    healed.put(accident.fault().victim(), Instant.now());
                }
                accident.healing().join();
            }
            return done;
        });
        for (ServiceKind kind : ServiceKind.values()) {
            if (!ongoing.containsKey(kind.schema())
                    && !world.sandbox().service(kind).isRunning()) {
                throw new AssertionError(kind.module() + " has ended by itself");
            }
        }
    }

    /** Ends all that is under way, and returns when everything runs again. */
    void healAll() {
        ongoing.values().forEach(accident -> accident.over().countDown());
        await("everything runs again")
                .atMost(HEALING)
                .until(() -> ongoing.values().stream()
                        .allMatch(accident -> accident.healing().isDone()));
        requireHealed();
    }

    private void suffer(Step.Strike strike, CountDownLatch over) {
        Fault fault = strike.fault();
        Duration length = strike.length();
        switch (fault.victim()) {
            case SCHEDULER, SNAPSHOT, TRANSFER, RESTORE -> sufferAsService(strike, over);
            case KAFKA ->
                suffer(fault, world.sandbox().kafka().process(), world.sandbox().kafka()::start, length, over);
            case POSTGRES -> sufferAsPostgres(fault, length, over);
            case SOURCE_OSD -> suffer(fault, source().osd(), source()::start, length, over);
            case SOURCE_MONITOR -> suffer(fault, source().monitor(), source()::start, length, over);
            case SOURCE_KEY -> sufferAsKey(world.source(), strike, over);
            case TARGET_KEY -> sufferAsKey(world.target(), strike, over);
            case TARGET_OSD -> suffer(fault, target().osd(), target()::start, length, over);
            case TARGET_MONITOR -> suffer(fault, target().monitor(), target()::start, length, over);
        }
        report.note("healed: " + fault);
    }

    private CephSandboxCluster source() {
        return world.source().cluster();
    }

    private CephSandboxCluster target() {
        return world.target().cluster();
    }

    private void suffer(Fault fault, Daemon daemon, Runnable start, Duration length, CountDownLatch over) {
        switch (fault.manner()) {
            case FROZEN -> {
                daemon.pause();
                pass(length, over);
                daemon.resume();
            }
            case KILLED -> {
                daemon.kill();
                pass(length, over);
                start.run();
            }
            case STOPPED -> {
                daemon.stop();
                pass(length, over);
                start.run();
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
    }

    /** Killed outright it would leave its children behind, which keep its memory for a while. */
    private void sufferAsPostgres(Fault fault, Duration length, CountDownLatch over) {
        Daemon postgres = world.sandbox().postgres().process();
        if (fault.manner() == Fault.Manner.KILLED) {
            postgres.signal(Signal.QUIT);
            await("PostgreSQL is gone").atMost(HEALING).until(() -> !postgres.isAlive());
        } else {
            postgres.stop();
        }
        pass(length.dividedBy(2), over);
        world.sandbox().postgres().start();
    }

    private void sufferAsKey(Site site, Step.Strike strike, CountDownLatch over) {
        String entity = KEYS.get(strike.pick() % KEYS.size());
        try (RevokedKey revoked = RevokedKey.revoke(world, site, entity)) {
            report.count("keys revoked", revoked.toString());
            pass(strike.length(), over);
        }
    }

    private void sufferAsReader(ServiceKind kind, Step.Strike strike, CountDownLatch over) {
        List<Topic> topics = read.get(kind);
        Topic topic = topics.get(strike.pick() % topics.size());
        try (HeldTopic held = HeldTopic.hold(world, kind, topic)) {
            pass(strike.length().multipliedBy(HELD_LONGER), over);
            report.count(
                    "topics held", kind + " " + topic.wireName() + (held.met() ? "" : ", when nothing was told on it"));
        }
    }

    private void sufferAsService(Step.Strike strike, CountDownLatch over) {
        Fault fault = strike.fault();
        Duration length = strike.length();
        ServiceKind kind = ServiceKind.valueOf(fault.victim().name());
        ServiceProcess first = world.sandbox().service(kind);
        ServiceProcess second = seconds.get(kind);
        switch (fault.manner()) {
            case DOUBLED_FIRST_KILLED -> {
                start(second);
                pass(length, over);
                first.process().kill();
                pass(length, over);
                start(first);
                second.stop();
            }
            case TOPIC_HELD -> sufferAsReader(kind, strike, over);
            case DOUBLED_SECOND_KILLED -> {
                start(second);
                pass(length, over);
                second.process().kill();
            }
            default -> suffer(fault, first.process(), () -> start(first), length, over);
        }
    }

    private void pass(Duration length, CountDownLatch over) {
        try {
            if (over.await(length.toMillis(), TimeUnit.MILLISECONDS)) {
                report.count("faults cut short", "by a settlement");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A service that finds no database when it starts ends again, and whoever runs it starts it once more. */
    private void start(ServiceProcess service) {
        for (int attempt = 1; ; attempt++) {
            try {
                Faults.start(service);
                return;
            } catch (SandboxException e) {
                if (attempt == STARTS || !hit(Fault.Victim.POSTGRES, Fault.Victim.KAFKA)) {
                    throw e;
                }
                report.note("started again: " + service.name());
            }
        }
    }

    List<String> now() {
        return ongoing.values().stream()
                .map(accident -> accident.fault().toString())
                .toList();
    }

    @Override
    public void close() {
        ongoing.values().forEach(accident -> accident.over().countDown());
        threads.shutdown();
    }
}
