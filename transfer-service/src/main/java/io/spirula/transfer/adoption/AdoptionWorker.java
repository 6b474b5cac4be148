package io.spirula.transfer.adoption;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.event.Reason;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNotFoundException;
import io.spirula.rbd.RbdPermissionException;
import io.spirula.rbd.guard.ClusterUnavailableException;
import io.spirula.transfer.cluster.Clusters;
import io.spirula.transfer.cluster.UnknownClusterException;
import io.spirula.transfer.copy.RouteStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Does an order: finds the replicas of the place, has each looked at by the work instance that alone may change its lineage
 * on this target, and tells what came of it. By its deadline an order has ended, whatever could not be looked at.
 */
@Component
class AdoptionWorker implements Worker {

    static final String QUEUE = "adoption";

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final AdoptionStore adoptions;
    private final AdoptionAnswers answers;
    private final RouteStore routes;
    private final Clusters clusters;
    private final Clock clock;

    AdoptionWorker(
            AdoptionStore adoptions, AdoptionAnswers answers, RouteStore routes, Clusters clusters, Clock clock) {
        this.adoptions = adoptions;
        this.answers = answers;
        this.routes = routes;
        this.clusters = clusters;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return adoptions.open(limit).stream().map(UUID::toString).toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        Optional<Adoption> found =
                adoptions.find(AdoptionId.parse(turn.instance())).filter(adoption -> adoption.endedAt() == null);
        if (found.isEmpty()) {
            return WorkResult.done();
        }
        Adoption adoption = found.get();
        if (adoption.surveyed()) {
            return settle(turn, adoption);
        }
        return isOver(adoption) ? failed(turn, adoption, whyNotSurveyed(adoption)) : survey(turn, adoption);
    }

    private boolean isOver(Adoption adoption) {
        return !clock.instant().isBefore(adoption.deadline());
    }

    private static Reason whyNotSurveyed(Adoption adoption) {
        Reason trouble = adoption.trouble();
        return trouble != null
                ? trouble
                : new Reason(
                        "NOT_LOOKED_AT",
                        "the images of " + adoption.cluster() + "/" + adoption.pool() + " could not be looked at by the"
                                + " deadline: see the log of transfer-service, and adopt again");
    }

    private WorkResult survey(WorkTurn turn, Adoption adoption) {
        try {
            Findings findings = clusters.look(
                    adoption.cluster(), cluster -> PlaceSurvey.read(cluster, adoption.pool(), adoption.namespace()));
            turn.runInTransaction(() -> record(adoption, findings));
            return WorkResult.again(Duration.ZERO);
        } catch (RbdNotFoundException | RbdPermissionException e) {
            return failed(turn, adoption, new Reason(e.code(), text(e)));
        } catch (UnknownClusterException e) {
            return failed(turn, adoption, new Reason("CLUSTER_UNKNOWN", text(e)));
        } catch (RbdException e) {
            return later(turn, adoption, new Reason(e.code(), text(e)));
        } catch (ClusterUnavailableException e) {
            return later(turn, adoption, new Reason(e.code(), text(e)));
        }
    }

    private void record(Adoption adoption, Findings findings) {
        for (UnreadableImage image : findings.unreadable()) {
            adoptions.refuse(adoption.id(), image.id(), image.ref(), null, image.why());
        }
        for (FoundImage image : findings.replicas()) {
            adoptions.found(adoption.id(), image);
            if (image.identity() == null) {
                adoptions.refuse(
                        adoption.id(),
                        image.id(),
                        image.ref(),
                        null,
                        new Reason(
                                "IDENTITY_UNREADABLE",
                                "image " + image.ref() + " says it is a replica, but not of what: look at it with rbd"
                                        + " image-meta list"));
            } else {
                routes.open(AdoptionStore.route(image.identity(), image.ref()));
            }
        }
        adoptions.surveyed(adoption.id());
    }

    private WorkResult settle(WorkTurn turn, Adoption adoption) {
        List<PendingReplica> undecided = adoptions.undecided(adoption.id());
        if (!undecided.isEmpty() && !isOver(adoption)) {
            return WorkResult.again(AGAIN);
        }
        turn.runInTransaction(() -> {
            undecided.forEach(this::giveUp);
            answers.complete(adoption);
        });
        return WorkResult.done();
    }

    private void giveUp(PendingReplica replica) {
        if (adoptions.decide(replica, 0, 0)) {
            adoptions.refuse(
                    replica.adoption(),
                    replica.image(),
                    replica.ref(),
                    null,
                    new Reason(
                            "NOT_LOOKED_AT",
                            "image " + replica.ref() + " could not be looked at by the deadline: its cluster did not"
                                    + " answer, or a move to it took too long; adopt again"));
        }
    }

    private WorkResult later(WorkTurn turn, Adoption adoption, Reason why) {
        turn.runInTransaction(() -> adoptions.trouble(adoption.id(), why));
        return WorkResult.again(AGAIN);
    }

    private WorkResult failed(WorkTurn turn, Adoption adoption, Reason why) {
        turn.runInTransaction(() -> answers.fail(adoption, why));
        return WorkResult.done();
    }

    private static String text(RuntimeException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
