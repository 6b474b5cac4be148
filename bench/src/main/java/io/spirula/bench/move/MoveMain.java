package io.spirula.bench.move;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/**
 * Takes {@link Order}s on its standard input, carries out so many at once, and answers each on its standard output; ends
 * when its input does.
 */
public final class MoveMain {

    static final String READY = "ready";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration OPERATION_TIMEOUT = Duration.ofMinutes(2);

    private MoveMain() {}

    /**
     * @param arguments configuration and administrator's keyring of the source, the same of the target, how many at once
     */
    public static void main(String[] arguments) throws IOException {
        var answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // nothing else that is said here may be taken for an answer
        System.setOut(System.err);
        var executor = Executors.newFixedThreadPool(Integer.parseInt(arguments[4]));
        try (var source = connect("site-a", arguments[0], arguments[1]);
                var target = connect("site-b", arguments[2], arguments[3]);
                var sources = source.openPool(Order.POOL, "");
                var targets = target.openPool(Order.POOL, "");
                var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            var move = new Move(sources, targets);
            answers.println(READY);
            for (var line = orders.readLine(); line != null; line = orders.readLine()) {
                var order = JSON.readValue(line, Order.class);
                executor.execute(() -> answers.println(JSON.writeValueAsString(answer(move, order))));
            }
        }
        executor.shutdown();
    }

    private static Order.Answer answer(Move move, Order order) {
        try {
            move.carryOut(order);
            return new Order.Answer(order.id(), null);
        } catch (RuntimeException e) {
            return new Order.Answer(order.id(), e.toString());
        }
    }

    private static CephCluster connect(String name, String conf, String keyring) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(name, Path.of(conf), "admin", Path.of(keyring), OPERATION_TIMEOUT));
    }
}
