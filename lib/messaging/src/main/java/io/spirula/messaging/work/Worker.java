package io.spirula.messaging.work;

import java.util.List;

/**
 * Does the slow work of one queue. Every bean of this kind is run.
 *
 * <p>Work is named by its instance: no two run at once for the same queue and instance. The domain rows are the truth about
 * what is to be done; being woken says only that there may be something.
 */
public interface Worker {

    /** Names the queue: lower case letters, digits and hyphens, at most 40 characters. Stays the same for ever. */
    String queue();

    /**
     * Instances whose rows say that there is something to do now, longest waiting first. Asked every second, by every
     * instance of the service; those that wait, run or back off already are left alone.
     *
     * @param limit how many at most
     */
    List<String> dueInstances(int limit);

    /**
     * Works until nothing is left to do for the instance, {@link WorkTurn#shouldStop()} says so, or it is better to
     * come back later. Outside any transaction; results are stored through {@link WorkTurn#runInTransaction}. An exception
     * is logged and the work tried again, later each time.
     */
    WorkResult work(WorkTurn turn);
}
