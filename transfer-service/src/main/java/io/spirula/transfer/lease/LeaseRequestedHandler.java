package io.spirula.transfer.lease;

import io.spirula.contracts.event.LeaseRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.messaging.work.WorkWaker;
import org.springframework.stereotype.Component;

/** Somebody wants to use a copy: decided by a worker, since it means to look at the target. */
@Component
final class LeaseRequestedHandler implements EventHandler<LeaseRequested> {

    private final LeaseStore leases;
    private final LeaseAnswers answers;
    private final WorkWaker waker;

    LeaseRequestedHandler(LeaseStore leases, LeaseAnswers answers, WorkWaker waker) {
        this.leases = leases;
        this.answers = answers;
        this.waker = waker;
    }

    @Override
    public Class<LeaseRequested> eventClass() {
        return LeaseRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<LeaseRequested> received) {
        LeaseRequested request = received.event();
        leases.request(request);
        Lease lease = leases.find(request.lease()).orElseThrow();
        if (lease.state() == LeaseState.REQUESTED) {
            waker.wake(LeaseWorker.QUEUE, request.lease().toString());
        } else {
            answers.again(lease);
        }
    }
}
