package io.spirula.messaging.query;

import io.spirula.contracts.event.Reason;

/** A question that cannot be answered, and why. */
public final class QueryRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public QueryRefusedException(Reason reason) {
        super(reason.code() + ": " + reason.text());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
