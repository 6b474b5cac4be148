package io.spirula.scheduler.protection;

import io.spirula.messaging.catchup.CatchUp;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Judges every image anew once everything is read that was told by the start of the service, or of a database that was set
 * back: nothing followed from it until now, and the configuration may have taken pools from a tenant meanwhile.
 */
@Component
class CaughtUpReview {

    private final CatchUp catchUp;
    private final ProtectionService protections;
    private final StragglerStore stragglers;
    private final TransactionTemplate transaction;
    private boolean reviewed;

    CaughtUpReview(
            CatchUp catchUp,
            ProtectionService protections,
            StragglerStore stragglers,
            TransactionTemplate transaction) {
        this.catchUp = catchUp;
        this.protections = protections;
        this.stragglers = stragglers;
        this.transaction = transaction;
    }

    @Scheduled(initialDelayString = "PT0S", fixedDelayString = "PT0.3S")
    synchronized void reviewWhenDue() {
        reviewed = Boolean.TRUE.equals(transaction.execute(status -> {
            boolean complete = catchUp.isComplete();
            if (complete && !reviewed) {
                protections.lock();
                protections.policiesChanged();
            }
            if (complete) {
                // one may have been put aside while the last records were taken
                stragglers.take().forEach(protections::releaseStraggler);
            }
            return complete;
        }));
    }
}
