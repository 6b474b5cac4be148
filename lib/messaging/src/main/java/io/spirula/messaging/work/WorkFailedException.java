package io.spirula.messaging.work;

/** Carries a failure that was logged already to who decides when to try again. */
final class WorkFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WorkFailedException(Throwable cause) {
        super(cause);
    }
}
