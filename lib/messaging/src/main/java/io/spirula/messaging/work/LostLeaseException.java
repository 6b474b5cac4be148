package io.spirula.messaging.work;

/** The work was taken over by a newer attempt, or may be at any moment. Let it go; it is not a failure of the work. */
public final class LostLeaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LostLeaseException(String instance, long attempt) {
        super("WORK_LEASE_LOST: attempt " + attempt + " of " + instance
                + " is not the newest any more; its results are not kept");
    }
}
