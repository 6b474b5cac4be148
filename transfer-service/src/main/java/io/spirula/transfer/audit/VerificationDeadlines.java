package io.spirula.transfer.audit;

import io.spirula.contracts.VerificationId;
import io.spirula.messaging.work.WorkResult;
import io.spirula.messaging.work.WorkTurn;
import io.spirula.messaging.work.Worker;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Ends orders whose time is over, also while their route is busy with a copy. */
@Component
class VerificationDeadlines implements Worker {

    static final String QUEUE = "verification";

    private final VerificationStore verifications;
    private final VerificationAnswers answers;
    private final Clock clock;

    VerificationDeadlines(VerificationStore verifications, VerificationAnswers answers, Clock clock) {
        this.verifications = verifications;
        this.answers = answers;
        this.clock = clock;
    }

    @Override
    public String queue() {
        return QUEUE;
    }

    @Override
    public List<String> dueInstances(int limit) {
        return verifications.overdue(clock.instant(), limit).stream()
                .map(UUID::toString)
                .toList();
    }

    @Override
    public WorkResult work(WorkTurn turn) {
        turn.runInTransaction(() -> verifications
                .find(VerificationId.parse(turn.instance()))
                .filter(verification -> verification.isOver(clock.instant()))
                .ifPresent(answers::late));
        return WorkResult.done();
    }
}
