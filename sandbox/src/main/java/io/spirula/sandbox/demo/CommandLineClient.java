package io.spirula.sandbox.demo;

import io.spirula.sandbox.SandboxException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code spirula} command, with its output on our own terminal. */
final class CommandLineClient {
    private final World world;

    CommandLineClient(World world) {
        this.world = world;
    }

    void run(String... arguments) {
        var argv = new ArrayList<String>();
        argv.add(world.command().toString());
        argv.addAll(List.of(arguments));
        var builder = new ProcessBuilder(argv).inheritIO();
        builder.environment().put("SPIRULA_URL", world.apiUrl());
        builder.environment().put("SPIRULA_TOKEN", world.apiToken());
        try {
            var exit = builder.start().waitFor();
            if (exit != 0) {
                throw new SandboxException("spirula " + String.join(" ", arguments) + " ended with " + exit);
            }
        } catch (IOException e) {
            throw new SandboxException("cannot run " + world.command(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while spirula ran", e);
        }
    }
}
