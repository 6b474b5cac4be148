package io.spirula.transfer.usage;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.messaging.outbox.EventOutbox;
import java.time.Clock;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** What attempts moved that made no copy. What a copy took is told with the copy. */
@Component
public class MoveUsage {

    private final EventOutbox outbox;
    private final Clock clock;

    MoveUsage(EventOutbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Needs the transaction that records how the attempt ended. Nothing is told of an attempt that wrote nothing.
     * What the next attempt goes on with was not in vain.
     *
     * @param attempt the number that the attempt shares with no other
     */
    public void aborted(Copy copy, long attempt, long bytes, Instant from) {
        aborted("aborted:" + copy.id() + ":" + attempt, copy, bytes, from);
    }

    /**
     * What attempts moved for others to go on with, and nobody can go on with any more. Needs the transaction that drops it.
     *
     * @param attempt the last of them
     */
    public void voided(Copy copy, long attempt, long bytes, Instant from) {
        aborted("aborted:" + copy.id() + ":" + attempt + ":kept", copy, bytes, from);
    }

    private void aborted(String usage, Copy copy, long bytes, Instant from) {
        if (bytes == 0) {
            return;
        }
        outbox.append(new UsageRecorded(
                usage,
                UsageKind.ABORTED,
                copy.tenant(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                bytes,
                from,
                clock.instant(),
                copy.id(),
                copy.run(),
                null));
    }
}
