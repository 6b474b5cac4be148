package io.spirula.transfer.query;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.query.PlanQuestion;
import io.spirula.mover.plan.MovePlan;
import io.spirula.mover.plan.NameClaim;
import io.spirula.mover.plan.NameHolder;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.replica.Replica;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Foretells from the records whether another replica keeps the name that a new one would take. */
@Component
final class NameForecast {

    private final ReplicaStore replicas;
    private final CopyStore copies;
    private final Clock clock;

    NameForecast(ReplicaStore replicas, CopyStore copies, Clock clock) {
        this.replicas = replicas;
        this.copies = copies;
        this.clock = clock;
    }

    Optional<MovePlan.Conflict> refusal(PlanQuestion.Item item) {
        ImageRef source = item.ref();
        if (source == null) {
            return Optional.empty();
        }
        var target = item.target();
        ImageRef wanted = new ImageRef(target.cluster(), target.pool(), target.namespace(), source.name());
        NameClaim claimant = new NameClaim(item.lineage(), item.tenant(), source, clock.instant());
        return replicas.calledOrToBeCalled(target.key(), source.name()).stream()
                .flatMap(this::holder)
                .flatMap(holder -> holder.refusal(wanted, claimant).stream())
                .findFirst();
    }

    private Stream<NameHolder> holder(Replica replica) {
        return copies.newest(new Route(replica.lineage(), replica.targetKey())).stream()
                .map(copy -> holder(replica, copy.told()));
    }

    private static NameHolder holder(Replica replica, Copy newest) {
        NameClaim claim = new NameClaim(newest.lineage(), newest.tenant(), newest.ref(), newest.pointTime());
        return replica.state() == ReplicaState.BUILDING
                ? new NameHolder.Seeding(claim)
                : replica.identity()
                        .<NameHolder>map(image -> new NameHolder.Ours(image, claim))
                        .orElseGet(NameHolder.Nobody::new);
    }
}
