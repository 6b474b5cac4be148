package io.spirula.scheduler.deadletter;

import io.spirula.contracts.event.DeadLetterDiscardRequested;
import io.spirula.contracts.event.DeadLetterReplayRequested;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.query.DeadLetterState;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Tells the service that has a letter what to do with it. Doing it twice does no harm, so no key is needed for that. */
@Component
class LetterCommands {

    private final LetterDirectory directory;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;
    private final TransactionTemplate transaction;

    LetterCommands(
            LetterDirectory directory,
            EventOutbox outbox,
            AuditLog audit,
            Ids ids,
            Clock clock,
            TransactionTemplate transaction) {
        this.directory = directory;
        this.outbox = outbox;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
        this.transaction = transaction;
    }

    /**
     * @throws Refusal when it ended, nobody can handle it any more, or another one goes first
     */
    LetterView replay(Caller caller, String name) {
        LetterView letter = open(name);
        if (!letter.replayable()) {
            throw Refusal.of(
                    ProblemCode.NOT_REPLAYABLE,
                    "Dead letter " + letter.id() + " can only be discarded: nobody can read it ("
                            + letter.reason().code() + "), and later events of its key were taken since");
        }
        if (letter.behind() != null) {
            throw Refusal.of(
                    ProblemCode.WAITS,
                    "Dead letter " + letter.id() + " waits behind " + letter.behind()
                            + " of the same key; replay or discard that one, and this one follows by itself");
        }
        tell(
                caller,
                letter,
                "deadletter.replay",
                new DeadLetterReplayRequested(
                        ids.next(), letter.service(), letter.id(), caller.name(), clock.instant()));
        return letter;
    }

    /**
     * @throws Refusal when it ended
     */
    LetterView discard(Caller caller, String name) {
        LetterView letter = open(name);
        tell(
                caller,
                letter,
                "deadletter.discard",
                new DeadLetterDiscardRequested(
                        ids.next(), letter.service(), letter.id(), caller.name(), clock.instant()));
        return letter;
    }

    private LetterView open(String name) {
        LetterView letter = directory.one(name);
        if (letter.state() != DeadLetterState.OPEN) {
            throw Refusal.of(
                    ProblemCode.ENDED,
                    "Dead letter " + letter.id() + " was "
                            + (letter.state() == DeadLetterState.REPLAYED ? "replayed" : "discarded") + " already");
        }
        return letter;
    }

    private void tell(Caller caller, LetterView letter, String action, Event command) {
        transaction.executeWithoutResult(status -> {
            outbox.append(command);
            audit.accepted(
                    caller,
                    caller.tenant(),
                    action,
                    "dead-letter/" + letter.id(),
                    letter.service().wireName() + " " + letter.topic() + "-" + letter.partition() + " at "
                            + letter.offset());
        });
    }
}
