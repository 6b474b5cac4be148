package io.spirula.bench.move;

import io.spirula.bench.world.BenchException;
import io.spirula.bench.world.Programs;
import io.spirula.bench.world.Sites;
import io.spirula.sandbox.CephSandboxCluster;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** The mover in a JVM of its own that lives on, as transfer-service's does. Used by one thread. */
public final class MoverProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Those that the sandbox gives transfer-service. */
    private static final List<String> FLAGS = List.of(
            "-XX:+UseSerialGC", "-Xms48m", "-Xmx256m", "-XX:MaxDirectMemorySize=192m", "-XX:+ExitOnOutOfMemoryError");

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    private MoverProcess(Process process) {
        this.process = process;
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Returns when it is connected.
     *
     * @param atOnce how many orders it carries out at the same time
     */
    public static MoverProcess start(Sites sites, int atOnce) {
        var argv = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        argv.addAll(FLAGS);
        argv.addAll(List.of("-cp", System.getProperty("java.class.path"), MoveMain.class.getName()));
        for (CephSandboxCluster cluster : List.of(sites.source(), sites.target())) {
            argv.add(cluster.conf().toString());
            argv.add(cluster.adminKeyring().toString());
        }
        argv.add(Integer.toString(atOnce));
        try {
            var started = new MoverProcess(Programs.dyingWithUs(argv)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            if (!MoveMain.READY.equals(started.answers.readLine())) {
                started.close();
                throw new BenchException("the mover's process did not start");
            }
            return started;
        } catch (IOException e) {
            throw new BenchException("cannot start the mover's process", e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Returns when all are carried out.
     *
     * @throws BenchException if one failed
     */
    public void carryOut(List<Order> all) {
        try {
            Set<Long> open = new HashSet<>();
            for (var order : all) {
                open.add(order.id());
                orders.write(JSON.writeValueAsString(order) + "\n");
            }
            orders.flush();
            List<String> failures = new ArrayList<>();
            while (!open.isEmpty()) {
                var line = answers.readLine();
                if (line == null) {
                    throw new BenchException("the mover's process has ended");
                }
                var answer = JSON.readValue(line, Order.Answer.class);
                open.remove(answer.id());
                if (answer.failure() != null) {
                    failures.add(answer.failure());
                }
            }
            if (!failures.isEmpty()) {
                throw new BenchException("the mover says: " + failures);
            }
        } catch (IOException e) {
            throw new BenchException("the mover's process does not answer", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
