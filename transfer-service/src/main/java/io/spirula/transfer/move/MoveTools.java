package io.spirula.transfer.move;

import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.messaging.trace.Traces;
import io.spirula.mover.commit.Committer;
import io.spirula.mover.compare.ImageComparer;
import io.spirula.mover.dirty.MapSurvey;
import io.spirula.mover.move.Mover;
import io.spirula.mover.replica.ReplicaHead;
import io.spirula.transfer.adoption.AdoptionStore;
import io.spirula.transfer.adoption.ReplicaAdoption;
import io.spirula.transfer.backoff.BackOff;
import io.spirula.transfer.bandwidth.Bandwidth;
import io.spirula.transfer.checkpoint.Checkpoints;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.CopyTransitions;
import io.spirula.transfer.copy.Route;
import io.spirula.transfer.copy.RouteStore;
import io.spirula.transfer.lease.LeaseStore;
import io.spirula.transfer.policy.PolicyStore;
import io.spirula.transfer.replica.ReplicaStore;
import io.spirula.transfer.replica.SealStore;
import io.spirula.transfer.retention.RetentionView;
import io.spirula.transfer.share.SharedReads;
import io.spirula.transfer.usage.MoveUsage;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** What every attempt works with: records, rules and the mover. */
@Component
record MoveTools(
        RouteStore routes,
        CopyStore copies,
        CopyTransitions transitions,
        ReplicaStore replicas,
        SealStore seals,
        PolicyStore policies,
        LeaseStore leases,
        RetentionView retention,
        AdoptionStore adoptions,
        ReplicaAdoption adoption,
        MoveProperties properties,
        BackOff backOff,
        Bandwidth bandwidth,
        SharedReads sharedReads,
        ProgressTeller progress,
        MoveMeters meters,
        MoveUsage usage,
        Checkpoints checkpoints,
        Traces traces,
        FailPoint failPoint,
        CatchUp catchUp,
        Clusters clusters,
        ObjectMapTable maps,
        MapSurvey survey,
        EventOutbox outbox,
        Clock clock) {

    /** Whether nothing is sent on the route any more. As long as another word may still be unread, something is. */
    boolean abandons(Route route) {
        return policies.abandons(route) && catchUp.isComplete();
    }

    Mover mover() {
        return new Mover(properties.limits(), meters.writesInFlight());
    }

    Committer committer() {
        return new Committer(properties.limits());
    }

    ReplicaHead head() {
        return new ReplicaHead(comparer());
    }

    ImageComparer comparer() {
        return new ImageComparer(properties.limits());
    }
}
