package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.TransferProgressed;
import io.spirula.messaging.publish.EphemeralPublisher;
import io.spirula.mover.MoveProgress;
import java.time.Clock;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells how far moves are. */
@Component
class ProgressTeller {

    private final EphemeralPublisher publisher;
    private final Clock clock;

    ProgressTeller(EphemeralPublisher publisher, Clock clock) {
        this.publisher = publisher;
        this.clock = clock;
    }

    /**
     * @param bytesPerSecond lately; null while that is not known
     */
    void tell(Copy copy, MoveProgress progress, @Nullable Long bytesPerSecond) {
        publisher.publish(new TransferProgressed(
                copy.id(),
                copy.run(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                progress.phase().name().toLowerCase(Locale.ROOT),
                progress.bytesDone(),
                progress.bytesTotal(),
                progress.bytesKnown(),
                bytesPerSecond,
                Speed.secondsLeft(progress, bytesPerSecond),
                clock.instant()));
    }
}
