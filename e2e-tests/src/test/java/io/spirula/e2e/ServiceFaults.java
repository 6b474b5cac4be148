package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.ServiceProcess;
import io.spirula.sandbox.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What may happen to a service while it stands at a step, and what must be true at once. */
final class ServiceFaults {

    /** Well below what a supervisor waits before it kills. */
    private static final Duration ORDERLY_END = Duration.ofSeconds(15);
    /** Longer than its work, its right to publish and its place among the consumers stay with it. */
    private static final Duration STANDSTILL = Faults.LEASE.multipliedBy(2);

    private final World world;
    private final Tables tables;

    ServiceFaults(World world) {
        this.world = world;
        this.tables = new Tables(world.sandbox().postgres());
    }

    /** SIGKILL, and a new process. */
    void kill(Faults.Stop stop, long pid) {
        ServiceProcess service = at(stop);
        service.process().kill();
        service.start();
    }

    /** SIGTERM, and a new process once the old one has ended and keeps nothing for itself. */
    void end(Faults.Stop stop, long pid) {
        ServiceProcess service = at(stop);
        Daemon process = service.process();
        long told = size(process.log());
        long asked = System.nanoTime();
        process.signal(Signal.TERM);
        await("%s begins to end".formatted(process))
                .atMost(ORDERLY_END)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !service.isReady());
        stop.release();
        await("%s ends in order".formatted(process))
                .atMost(ORDERLY_END)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !process.isAlive());
        System.out.printf(
                "%s ended %d ms after SIGTERM at %s%n",
                service.name(), Duration.ofNanos(System.nanoTime() - asked).toMillis(), stop.step());
        assertThat(keptBy(service, pid))
                .as("what %s has not handed over", process)
                .isEmpty();
        assertThat(errors(process.log(), told))
                .as("errors of %s while it ended", process)
                .isEmpty();
        service.start();
    }

    /** SIGSTOP, and SIGCONT when others may have taken over. */
    void standStill(Faults.Stop stop, long pid) {
        Daemon process = at(stop).process();
        process.pause();
        try {
            awaitPassed(STANDSTILL);
        } finally {
            stop.release();
            process.resume();
        }
    }

    /** Returns when the database's clock has gone on by so much. */
    void awaitPassed(Duration time) {
        String now = tables.rows("SELECT clock_timestamp()").get(0);
        String passed =
                "SELECT clock_timestamp() - timestamptz '%s' > interval '%d ms'".formatted(now, time.toMillis());
        await("%s pass".formatted(time))
                .atMost(time.plusSeconds(30))
                .until(() -> tables.rows(passed).get(0).equals("t"));
    }

    /** A holder is {@code pid@host/...}. */
    private List<String> keptBy(ServiceProcess service, long pid) {
        String schema = service.kind().schema();
        List<String> kept = new ArrayList<>(tables.rows("SELECT queue, instance FROM " + schema
                + ".work_lease WHERE expires_at > now() AND holder LIKE '" + pid + "@%'"));
        kept.addAll(tables.rows("SELECT task_name, task_instance FROM " + schema
                + ".scheduled_tasks WHERE picked AND picked_by LIKE '" + pid + "@%'"));
        return kept;
    }

    private static List<String> errors(Path log, long from) {
        try {
            byte[] all = Files.readAllBytes(log);
            String told = new String(all, (int) from, all.length - (int) from, StandardCharsets.UTF_8);
            return told.lines().filter(line -> line.contains("ERROR")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path log) {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ServiceProcess at(Faults.Stop stop) {
        return world.sandbox().service(stop.step().service());
    }
}
