package io.spirula.contracts.event;

import java.time.Instant;
import java.util.UUID;

/**
 * Hand a dead letter to the service that put it aside once more, then those that wait behind it.
 *
 * @param command the command; a UUIDv7
 * @param service who put the letter aside
 * @param letter the dead letter
 * @param requestedBy who asked
 * @param requestedAt when
 */
public record DeadLetterReplayRequested(
        UUID command, Service service, UUID letter, String requestedBy, Instant requestedAt) implements Event {

    /** The letter, and not what it is about: commands about letters must never wait behind one. */
    @Override
    public String key() {
        return letter.toString();
    }

    @Override
    public String businessKey() {
        return command.toString();
    }
}
