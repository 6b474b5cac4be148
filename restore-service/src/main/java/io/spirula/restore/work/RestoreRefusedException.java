package io.spirula.restore.work;

import io.spirula.contracts.event.Reason;

/** A restore cannot be made; trying again does not help. */
final class RestoreRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    RestoreRefusedException(String code, String text) {
        this(new Reason(code, text));
    }

    RestoreRefusedException(Reason reason) {
        super(reason.code() + ": " + reason.text());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
