package io.spirula.snapshot.retention;

import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import org.springframework.stereotype.Component;

/** An image is not protected any more: all our snapshots are to leave it. What single targets give up, they tell themselves. */
@Component
class ReleaseRequestedHandler implements EventHandler<ReleaseRequested> {

    private final Releases releases;
    private final RetentionDue due;

    ReleaseRequestedHandler(Releases releases, RetentionDue due) {
        this.releases = releases;
        this.due = due;
    }

    @Override
    public Class<ReleaseRequested> eventClass() {
        return ReleaseRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<ReleaseRequested> received) {
        ReleaseRequested event = received.event();
        if (event.targets() != null) {
            return;
        }
        Reason reason = new Reason("RELEASED", "image " + event.ref() + " was released: " + event.requestedBy());
        releases.record(event.image(), new Release(event.requestedAt(), reason));
        due.mark(event.lineage());
    }
}
