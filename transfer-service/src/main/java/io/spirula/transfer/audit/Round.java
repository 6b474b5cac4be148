package io.spirula.transfer.audit;

import io.spirula.contracts.event.Reason;
import io.spirula.transfer.copy.TrackedCopy;
import java.time.Instant;

/** One comparison of all of a replica with its source, part by part. It keeps how far it is, and goes on there. */
public interface Round {

    /** Who has its turn first among those who wait: copies have 0. */
    int rank();

    /** Nothing was compared before. */
    Instant began();

    /** Since when the next part waits. */
    Instant waitsSince();

    /**
     * What comes next, by what is recorded.
     *
     * @param size of the image in bytes
     * @param most bytes of a part
     */
    AuditPlan next(long size, long most);

    /** A part of the copy is equal to its source. In a transaction. */
    void advanced(TrackedCopy copy, AuditPlan.Slice slice, long bytesCompared);

    /**
     * The copy differs from its source and is out of use. In a transaction.
     *
     * @param quarantined how many copies are
     */
    void differs(TrackedCopy copy, int quarantined, Reason why);

    /** Nothing can be compared now. In a transaction. */
    void putOff(Instant until, Reason why);

    /**
     * It cannot be done, and trying again does not help. In a transaction.
     *
     * @param again when somebody may look again all the same
     */
    void cannot(Instant again, Reason why);
}
