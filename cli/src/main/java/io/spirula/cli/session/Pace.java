package io.spirula.cli.session;

import java.time.Duration;

/** Waits between two looks at the server. */
@FunctionalInterface
public interface Pace {

    /**
     * @throws InterruptedException when the command is to end
     */
    void pause(Duration duration) throws InterruptedException;
}
