package io.spirula.transfer.usage;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.UsageKind;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.transfer.copy.CopyStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A restore is billed to whom the copy belongs that it read. One that failed is not. */
@Component
class RestoreCompletedHandler implements EventHandler<RestoreCompleted> {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreCompletedHandler.class);

    private final CopyStore copies;
    private final EventOutbox outbox;

    RestoreCompletedHandler(CopyStore copies, EventOutbox outbox) {
        this.copies = copies;
        this.outbox = outbox;
    }

    @Override
    public Class<RestoreCompleted> eventClass() {
        return RestoreCompleted.class;
    }

    @Override
    public void handle(ReceivedEvent<RestoreCompleted> received) {
        RestoreCompleted restored = received.event();
        CopyId read = restored.copy();
        if (read == null) {
            return;
        }
        copies.find(read)
                .ifPresentOrElse(
                        copy -> outbox.append(usage(restored, copy.told()), received.id()),
                        () -> LOG.warn("restore={} copy={} is not billed: no such copy", restored.restore(), read));
    }

    private static UsageRecorded usage(RestoreCompleted restored, Copy copy) {
        return new UsageRecorded(
                "restored:" + restored.restore(),
                UsageKind.RESTORED,
                copy.tenant(),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                restored.bytesWritten(),
                restored.requestedAt() == null ? restored.endedAt() : restored.requestedAt(),
                restored.endedAt(),
                copy.id(),
                null,
                restored.restore());
    }
}
