package io.spirula.cli.api;

import java.time.Duration;

/**
 * How long a server is waited for; each is positive.
 *
 * @param connect until it takes a connection
 * @param answer until it answers a request
 * @param silence until a stream of events on which nothing comes counts as broken; longer than between two heartbeats
 */
public record Deadlines(Duration connect, Duration answer, Duration silence) {

    /** Heartbeats come every 15 s unless the server is told otherwise. */
    public static final Deadlines USUAL =
            new Deadlines(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(45));
}
