package io.spirula.messaging.work;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import io.spirula.messaging.MessagingProperties;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Gives workers their turns: lease, work, and what is to happen next. Safe for use by many threads. */
final class TurnRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TurnRunner.class);
    private static final Duration LEASED_ELSEWHERE = Duration.ofSeconds(1);

    private final LeaseTable leases;
    private final LeaseRenewal renewal;
    private final WakeTable wakes;
    private final InstantSource clock;
    private final TransactionTemplate transactions;
    private final WorkMeters meters;
    private final MessagingProperties.Work settings;
    private final BooleanSupplier stopping;

    TurnRunner(
            LeaseTable leases,
            LeaseRenewal renewal,
            WakeTable wakes,
            InstantSource clock,
            TransactionTemplate transactions,
            WorkMeters meters,
            MessagingProperties.Work settings,
            BooleanSupplier stopping) {
        this.leases = leases;
        this.renewal = renewal;
        this.wakes = wakes;
        this.clock = clock;
        this.transactions = transactions;
        this.meters = meters;
        this.settings = settings;
        this.stopping = stopping;
    }

    /**
     * Returns what to do with the execution.
     *
     * @param failures of the work in a row so far
     * @throws WorkFailedException when the work failed
     */
    CompletionHandler<Void> run(Worker worker, WorkId id, int failures) {
        long seen = wakes.wakes(id);
        long asked = System.nanoTime();
        OptionalLong attempt = leases.acquire(id);
        if (attempt.isEmpty()) {
            return again(id, seen, LEASED_ELSEWHERE);
        }
        LeasedTurn turn =
                new LeasedTurn(id, attempt.getAsLong(), asked, leases, transactions, settings.lease(), stopping);
        renewal.add(turn);
        try {
            return next(id, seen, work(worker, turn, failures));
        } finally {
            renewal.remove(turn);
            leases.release(id, turn.attempt());
        }
    }

    private WorkResult work(Worker worker, LeasedTurn turn, int failures) {
        long started = System.nanoTime();
        String outcome = "failed";
        try {
            WorkResult result = worker.work(turn);
            outcome = result instanceof WorkResult.Done ? "done" : "again";
            return result;
        } catch (LostLeaseException e) {
            outcome = "lost";
            LOG.info("Attempt {} of {} lost its lease and leaves the work to a newer one", turn.attempt(), turn.id());
            return WorkResult.again(LEASED_ELSEWHERE);
        } catch (RuntimeException | Error e) {
            if (stopping.getAsBoolean()) {
                outcome = "stopped";
                LOG.info("Attempt {} of {} was stopped: {}", turn.attempt(), turn.id(), e.toString());
                return WorkResult.again(Duration.ZERO);
            }
            Duration wait = backOff(failures + 1);
            LOG.error(
                    "WORK_FAILED: attempt {} of {} failed, for the {}. time in a row; it is tried again in {}",
                    turn.attempt(),
                    turn.id(),
                    failures + 1,
                    wait,
                    e);
            throw new WorkFailedException(e);
        } finally {
            meters.turn(turn.id().queue(), outcome, System.nanoTime() - started);
        }
    }

    private CompletionHandler<Void> next(WorkId id, long seen, WorkResult result) {
        if (result instanceof WorkResult.Again again) {
            return again(id, seen, again.delay());
        }
        return (complete, operations) -> {
            operations.remove();
            wakeIfMissed(id, seen);
        };
    }

    private CompletionHandler<Void> again(WorkId id, long seen, Duration delay) {
        return (complete, operations) -> {
            operations.reschedule(complete, clock.instant().plus(delay));
            wakeIfMissed(id, seen);
        };
    }

    void failed(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        Duration wait =
                stopping.getAsBoolean() ? Duration.ZERO : backOff(complete.getExecution().consecutiveFailures + 1);
        operations.reschedule(complete, clock.instant().plus(wait));
    }

    private void wakeIfMissed(WorkId id, long seen) {
        if (wakes.wakes(id) != seen) {
            wakes.wake(id);
        }
    }

    private Duration backOff(int failures) {
        Duration wait = settings.retryInterval().multipliedBy(1L << Math.min(failures - 1, 20));
        return wait.compareTo(settings.maxRetryInterval()) < 0 ? wait : settings.maxRetryInterval();
    }
}
