package io.spirula.transfer.audit;

import io.spirula.contracts.CopyId;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.messaging.inbox.EventHandler;
import io.spirula.messaging.inbox.Following;
import io.spirula.transfer.copy.CopyStore;
import io.spirula.transfer.copy.RouteStore;
import io.spirula.transfer.copy.TrackedCopy;
import io.spirula.transfer.lease.LeaseStore;
import io.spirula.transfer.replica.ReplicaState;
import io.spirula.transfer.replica.ReplicaStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A restore that finds its copy to be other than was recorded of it has the replica compared with its source at once: that
 * tells whether the copy is wrong, which puts it out of use, or its digest, which is corrected then.
 */
@Configuration(proxyBeanMethods = false)
class DoubtedCopies {

    private static final Logger LOG = LoggerFactory.getLogger(DoubtedCopies.class);
    private static final String DIGEST_DIFFERS = "DIGEST_DIFFERS";
    /** As for those that people ask for. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final VerificationStore verifications;
    private final RouteStore routes;
    private final CopyStore copies;
    private final ReplicaStore replicas;

    DoubtedCopies(VerificationStore verifications, RouteStore routes, CopyStore copies, ReplicaStore replicas) {
        this.verifications = verifications;
        this.routes = routes;
        this.copies = copies;
        this.replicas = replicas;
    }

    @Bean
    EventHandler<RestoreFailed> doubtOfAFailedRestore(LeaseStore leases) {
        return new Following<>(RestoreFailed.class, failed -> {
            if (failed.reason().code().equals(DIGEST_DIFFERS)) {
                leases.copyOf(LeaseId.ofRestore(failed.restore()))
                        .ifPresent(copy -> compare(failed.restore(), copy, failed.endedAt()));
            }
        });
    }

    @Bean
    EventHandler<RestoreCompleted> doubtOfAnAcceptedImage() {
        return new Following<>(RestoreCompleted.class, completed -> {
            Reason accepted = completed.accepted();
            CopyId copy = completed.copy();
            if (accepted != null && accepted.code().equals(DIGEST_DIFFERS) && copy != null) {
                compare(completed.restore(), copy, completed.endedAt());
            }
        });
    }

    private void compare(RestoreId restore, CopyId id, Instant at) {
        copies.find(id).ifPresent(copy -> compare(restore, copy, at));
    }

    private void compare(RestoreId restore, TrackedCopy copy, Instant at) {
        Copy told = copy.told();
        if (!isOfCurrentReplica(copy)) {
            LOG.error(
                    "copy={} code={} found by restore={}: it is of a former replica, which nothing is compared with any"
                            + " more; restore the point from another target, or another point",
                    copy.id(),
                    DIGEST_DIFFERS,
                    restore);
            return;
        }
        LOG.error(
                "copy={} code={} found by restore={}: its replica is compared with the source",
                copy.id(),
                DIGEST_DIFFERS,
                restore);
        verifications.request(new VerificationRequested(
                VerificationId.ofDoubt(copy.id(), told.digest()),
                told.lineage(),
                told.ref(),
                told.target(),
                told.tenant(),
                "restore " + restore,
                at,
                at.plus(PATIENCE)));
        routes.open(copy.route());
    }

    private boolean isOfCurrentReplica(TrackedCopy copy) {
        UUID replica = copy.replica();
        return replica != null
                && replicas.find(replica)
                        .filter(found -> found.state() == ReplicaState.CURRENT)
                        .isPresent();
    }
}
