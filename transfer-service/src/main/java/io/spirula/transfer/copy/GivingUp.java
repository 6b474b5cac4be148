package io.spirula.transfer.copy;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.event.Reason;
import java.time.Clock;
import java.util.List;
import org.springframework.stereotype.Component;

/** Gives copies up that are not complete yet: at once, or through the worker that is busy with them. */
@Component
public class GivingUp {

    private final CopyTransitions transitions;
    private final RouteStore routes;
    private final Clock clock;

    GivingUp(CopyTransitions transitions, RouteStore routes, Clock clock) {
        this.transitions = transitions;
        this.routes = routes;
        this.clock = clock;
    }

    /** Needs a transaction. Copies that came to an end are left alone. */
    public void giveUp(List<CopyId> copies, Reason why) {
        for (CopyId id : copies) {
            TrackedCopy copy = transitions.apply(id, current -> current.givingUp(why, clock.instant()));
            Route route = new Route(copy.told().lineage(), copy.told().target().key());
            transitions.releaseBases(route, false);
            routes.wake(route);
        }
    }
}
