package io.spirula.messaging.work;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A turn on the strength of a lease. Whether the lease may have run out is judged by this process's own monotonic clock from
 * before it was last renewed, which is never later than the database thinks. Once lost, it stays lost.
 */
final class LeasedTurn implements WorkTurn {

    private final WorkId id;
    private final long attempt;
    private final LeaseTable leases;
    private final TransactionTemplate transactions;
    private final Duration lease;
    private final BooleanSupplier stopping;
    private volatile long renewedAt;
    private volatile boolean overtaken;

    /**
     * @param acquiredAt {@link System#nanoTime()} from before the lease was asked for
     */
    LeasedTurn(
            WorkId id,
            long attempt,
            long acquiredAt,
            LeaseTable leases,
            TransactionTemplate transactions,
            Duration lease,
            BooleanSupplier stopping) {
        this.id = id;
        this.attempt = attempt;
        this.renewedAt = acquiredAt;
        this.leases = leases;
        this.transactions = transactions;
        this.lease = lease;
        this.stopping = stopping;
    }

    WorkId id() {
        return id;
    }

    @Override
    public String instance() {
        return id.instance();
    }

    @Override
    public long attempt() {
        return attempt;
    }

    @Override
    public boolean isLost() {
        if (System.nanoTime() - renewedAt >= lease.toNanos()) {
            overtaken = true;
        }
        return overtaken;
    }

    @Override
    public boolean shouldStop() {
        return stopping.getAsBoolean() || isLost();
    }

    /**
     * @param asOf {@link System#nanoTime()} from before the lease was renewed
     */
    void renewed(long asOf) {
        if (!isLost()) {
            renewedAt = asOf;
        }
    }

    void lose() {
        overtaken = true;
    }

    @Override
    public <T extends @Nullable Object> T runInTransaction(Supplier<T> results) {
        return transactions.execute(status -> {
            hold();
            return results.get();
        });
    }

    @Override
    public void runInTransaction(Runnable results) {
        transactions.executeWithoutResult(status -> {
            hold();
            results.run();
        });
    }

    private void hold() {
        checkNotLost();
        if (!leases.hold(id, attempt)) {
            lose();
            throw new LostLeaseException(instance(), attempt);
        }
    }
}
