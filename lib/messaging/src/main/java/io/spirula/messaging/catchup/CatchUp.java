package io.spirula.messaging.catchup;

import java.util.Map;

/**
 * Whether this service knows what was told before it began, and still knows what it has read. Until then its tables may be
 * older than the world: what they lack may exist, what they have may be gone for a reason, and somebody may need what they
 * call free. So nothing is to be judged missing, lost or needless before.
 *
 * <p>Safe for use by many threads.
 */
@FunctionalInterface
public interface CatchUp {

    /**
     * Asks the database. Asked in the transaction that decides, the answer holds until its commit: a database that is set back
     * ends all transactions.
     */
    boolean isComplete();

    /** The topics that are not read yet as far as they have to be, as was seen last, and why not. */
    default Map<String, String> unread() {
        return Map.of();
    }

    /** The topics that Kafka does not let this service read, whether or not they were read before, and which right it lacks. */
    default Map<String, String> denied() {
        return Map.of();
    }
}
