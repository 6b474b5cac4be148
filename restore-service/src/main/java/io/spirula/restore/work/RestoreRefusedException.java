package io.spirula.restore.work;

import io.spirula.contracts.event.Reason;

/** A restore cannot be made; trying again does not help. */
final class RestoreRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    RestoreRefusedException(String code, String text) {
        super(code + ": " + text);
        this.reason = new Reason(code, text);
    }

    Reason reason() {
        return reason;
    }
}
