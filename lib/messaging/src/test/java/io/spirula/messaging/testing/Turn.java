package io.spirula.messaging.testing;

import io.spirula.messaging.work.LostLeaseException;
import io.spirula.messaging.work.WorkTurn;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionTemplate;

/** A turn of work that may die before one of its commits, as a process that is killed there, or that sleeps until it is overtaken. */
public final class Turn implements WorkTurn {

    private final String instance;
    private final TransactionTemplate transactions;
    private int commitsLeft = Integer.MAX_VALUE;
    private Runnable asleep = () -> {};

    public Turn(String instance, TransactionTemplate transactions) {
        this.instance = instance;
        this.transactions = transactions;
    }

    /** Dies instead of the commit after so many. */
    public Turn dyingAfter(int commits) {
        commitsLeft = commits;
        return this;
    }

    /** Falls asleep after so many commits; when it wakes up it does not know yet that its lease is lost. */
    public Turn sleepingAfter(int commits, Runnable meanwhile) {
        asleep = meanwhile;
        return dyingAfter(commits);
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public long attempt() {
        return 1;
    }

    @Override
    public boolean isLost() {
        return commitsLeft < 0;
    }

    @Override
    public boolean shouldStop() {
        return false;
    }

    @Override
    public <T> T runInTransaction(Supplier<T> results) {
        if (commitsLeft-- <= 0) {
            throw new LostLeaseException(instance, attempt());
        }
        T committed = transactions.execute(status -> results.get());
        if (commitsLeft == 0) {
            asleep.run();
        }
        return committed;
    }

    @Override
    public void runInTransaction(Runnable results) {
        runInTransaction(() -> {
            results.run();
            return instance;
        });
    }
}
