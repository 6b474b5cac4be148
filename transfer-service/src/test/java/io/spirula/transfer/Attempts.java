package io.spirula.transfer;

import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/** Turns of work: each new one of an instance takes the work over from the one before, as after a lease that ran out. */
final class Attempts {

    private final Map<String, Long> newest = new ConcurrentHashMap<>();
    private final TransactionTemplate transactions;

    Attempts(TransactionTemplate transactions) {
        this.transactions = transactions;
    }

    WorkTurn take(String instance) {
        long attempt = newest.merge(instance, 1L, Long::sum);
        return new Turn(instance, attempt);
    }

    private final class Turn implements WorkTurn {

        private final String instance;
        private final long attempt;

        Turn(String instance, long attempt) {
            this.instance = instance;
            this.attempt = attempt;
        }

        @Override
        public String instance() {
            return instance;
        }

        @Override
        public long attempt() {
            return attempt;
        }

        /** A process that was stopped does not know that it lost its lease: only commits find out. */
        @Override
        public boolean isLost() {
            return false;
        }

        @Override
        public boolean shouldStop() {
            return false;
        }

        @Override
        public <T> T runInTransaction(Supplier<T> results) {
            return transactions.execute(status -> {
                if (newest.get(instance) != attempt) {
                    throw new LostLeaseException(instance, attempt);
                }
                return results.get();
            });
        }

        @Override
        public void runInTransaction(Runnable results) {
            runInTransaction(() -> {
                results.run();
                return instance;
            });
        }
    }
}
