package io.spirula.transfer.bandwidth;

import io.spirula.mover.Throttle;
import io.spirula.mover.Traffic;
import java.time.Duration;
import java.util.List;

/** What one move may use: of its policy's bandwidth and of that of both clusters. Its throttles are each for one thread. */
public final class MoveBandwidth implements AutoCloseable {

    private final Shares between;
    private final Shares atTarget;
    private final Runnable refresh;

    /** Leave of all of them, one after another: what one gave stays given while another holds it back. */
    private static final class Shares implements Throttle, AutoCloseable {

        private final List<SharedRate.Share> shares;
        private int given;

        Shares(List<SharedRate> rates) {
            this.shares = rates.stream().map(SharedRate::share).toList();
        }

        @Override
        public boolean take(long bytes, Duration atMost) throws InterruptedException {
            while (given < shares.size()) {
                if (!shares.get(given).take(bytes, atMost)) {
                    return false;
                }
                given++;
            }
            given = 0;
            return true;
        }

        @Override
        public void close() {
            shares.forEach(SharedRate.Share::close);
        }
    }

    MoveBandwidth(SharedRate policy, SharedRate asSource, SharedRate asTarget, Runnable refresh) {
        this.between = new Shares(List.of(policy, asSource, asTarget));
        this.atTarget = new Shares(List.of(asTarget));
        this.refresh = refresh;
    }

    /** What is only read at the target is no data of the policy under way. */
    public Throttle throttle(Traffic traffic) {
        return traffic == Traffic.BETWEEN ? between : atTarget;
    }

    /**
     * Takes over what the policy says now, and what holds at this time of day.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer: what held before holds on
     */
    public void refresh() {
        refresh.run();
    }

    /** Nothing is read any more. */
    @Override
    public void close() {
        between.close();
        atTarget.close();
    }
}
