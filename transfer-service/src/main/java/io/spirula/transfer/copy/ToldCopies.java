package io.spirula.transfer.copy;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.ReceivedEvent;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What this service told of a copy is so, also when the database that recorded it was set back: the copy and the generation
 * that holds it are recorded again. One that was not ended when it was told of is made from its snapshot, as ever.
 */
@Component
final class ToldCopies implements EventHandler<CopyChanged> {

    private final CopyTransitions transitions;
    private final RouteStore routes;
    private final ReplicaStore replicas;

    ToldCopies(CopyTransitions transitions, RouteStore routes, ReplicaStore replicas) {
        this.transitions = transitions;
        this.routes = routes;
        this.replicas = replicas;
    }

    @Override
    public Class<CopyChanged> eventClass() {
        return CopyChanged.class;
    }

    @Override
    public void handle(ReceivedEvent<CopyChanged> received) {
        Copy told = received.event().copy();
        if (!transitions.isNews(told)) {
            return;
        }
        Route route = new Route(told.lineage(), told.target().key());
        routes.open(route);
        transitions.recall(told, generation(told));
        routes.requestTidy(route);
    }

    private @Nullable UUID generation(Copy told) {
        ReplicaPoint place = told.replica();
        if (place == null) {
            return null;
        }
        Optional<Replica> known = replicas.owning(place.image())
                .or(() -> replicas.generation(told.lineage(), told.target().key(), place.epoch()));
        return switch (told.state()) {
            case COMPLETE, QUARANTINED -> holding(told, place, known);
            case PENDING, TRANSFERRING, FAILED, EXPIRED, LOST ->
                known.map(Replica::id).orElse(null);
        };
    }

    /** The generation is there, for it has the copy, and the newest one is the one that is continued. */
    private UUID holding(Copy told, ReplicaPoint place, Optional<Replica> known) {
        Replica replica = known.orElseGet(() -> insert(told, place));
        boolean settled = known.filter(generation ->
                        generation.state() == ReplicaState.CURRENT || generation.state() == ReplicaState.RETIRED)
                .isPresent();
        if (!place.image().image().equals(replica.image())) {
            replicas.created(replica.id(), place.image().image());
        }
        if (!settled) {
            replicas.named(replica.id(), place.ref().name());
            Optional<Replica> current = replicas.present(replica.lineage(), replica.targetKey()).stream()
                    .filter(other -> other.state() == ReplicaState.CURRENT)
                    .findFirst();
            boolean newest =
                    current.map(other -> other.epoch() < replica.epoch()).orElse(true);
            if (newest) {
                current.ifPresent(former -> replicas.become(former.id(), ReplicaState.RETIRED));
            }
            replicas.become(replica.id(), newest ? ReplicaState.CURRENT : ReplicaState.RETIRED);
        }
        return replica.id();
    }

    private Replica insert(Copy told, ReplicaPoint place) {
        Replica replica = new Replica(
                Replica.id(told.lineage(), told.target().key(), place.epoch()),
                told.lineage(),
                told.target().key(),
                told.source(),
                place.ref().cluster(),
                place.image().fsid(),
                place.image().pool(),
                place.image().namespace(),
                place.image().image(),
                place.ref().name(),
                told.ref().name(),
                place.epoch(),
                ReplicaState.RETIRED,
                told.point());
        replicas.insert(replica);
        return replica;
    }
}
