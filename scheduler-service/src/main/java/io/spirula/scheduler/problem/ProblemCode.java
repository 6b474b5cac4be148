package io.spirula.scheduler.problem;

/** Stable codes of refusals, each with its HTTP status. */
public enum ProblemCode {
    INVALID(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    NOT_FOUND(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    UNSUPPORTED_MEDIA_TYPE(415),
    TOO_LARGE(413),
    /** Several things have the name that was given. */
    AMBIGUOUS(409),
    /** Another policy copies the image to that target already. */
    POLICY_CONFLICT(409),
    /** No policy protects the image. */
    NOT_PROTECTED(409),
    /** Every target of the image is still busy with an earlier run. */
    BUSY(409),
    /** It ended already. */
    ENDED(409),
    /** No complete copy is there to be restored from. */
    NO_COPY(409),
    /** The destination exists, or cannot take what was asked. */
    DESTINATION_REFUSED(409),
    /** The name is taken. */
    NAME_TAKEN(409),
    /** A dead letter that nobody can handle any more. */
    NOT_REPLAYABLE(409),
    /** Another dead letter of the same key goes first. */
    WAITS(409),
    /** The idempotency key was used for something else. */
    IDEMPOTENCY_KEY_REUSED(409),
    /** Another service did not answer in time. */
    SERVICE_SILENT(504),
    /** Too many at once. */
    TOO_MANY(429),
    INTERNAL(500),
    UNAVAILABLE(503);

    private final int status;

    ProblemCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
