package io.spirula.transfer.audit;

import io.spirula.contracts.event.VerificationRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.RouteStore;
import org.springframework.stereotype.Component;

/** Somebody wants a replica to be compared: done by the work instance of its route. Asked again, it is answered again. */
@Component
final class VerificationRequestedHandler implements EventHandler<VerificationRequested> {

    private final VerificationStore verifications;
    private final VerificationAnswers answers;
    private final RouteStore routes;

    VerificationRequestedHandler(VerificationStore verifications, VerificationAnswers answers, RouteStore routes) {
        this.verifications = verifications;
        this.answers = answers;
        this.routes = routes;
    }

    @Override
    public Class<VerificationRequested> eventClass() {
        return VerificationRequested.class;
    }

    @Override
    public void handle(ReceivedEvent<VerificationRequested> received) {
        VerificationRequested order = received.event();
        verifications.request(order);
        answers.again(order);
        routes.open(new Route(order.lineage(), order.target().key()));
    }
}
