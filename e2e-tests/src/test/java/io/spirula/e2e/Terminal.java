package io.spirula.e2e;

import io.spirula.cli.Spirula;
import io.spirula.cli.api.Deadlines;
import io.spirula.cli.session.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The {@code spirula} command as somebody with a token types it, its output in a pipe. */
record Terminal(String url, String token) {

    static Terminal of(World world) {
        return new Terminal(world.sandbox().apiUrl(), world.sandbox().apiToken());
    }

    /** What a command printed and how it ended. */
    record Printed(int exit, String out, String err) {}

    Printed type(String... arguments) {
        return typeWith("", arguments);
    }

    /**
     * @param input what comes on standard input
     */
    Printed typeWith(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exit = Spirula.run(
                new Surroundings(
                        Map.of("SPIRULA_URL", url, "SPIRULA_TOKEN", token),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        out,
                        err,
                        StandardCharsets.UTF_8,
                        false,
                        false,
                        Clock.systemUTC(),
                        duration -> LockSupport.parkNanos(duration.toNanos()),
                        Deadlines.USUAL,
                        note -> {}),
                arguments);
        return new Printed(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
