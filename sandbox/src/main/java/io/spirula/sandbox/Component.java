package io.spirula.sandbox;

import java.util.Optional;

/**
 * One part of a sandbox, as {@code bin/sandbox status} shows it.
 *
 * @param address where it listens, or would
 * @param daemon empty when it does not run
 */
public record Component(String name, String address, Optional<Daemon> daemon) {

    public boolean isRunning() {
        return daemon.isPresent();
    }
}
