package io.spirula.messaging.deadletter;

import io.spirula.messaging.wire.QuotedText;
import java.util.UUID;

/**
 * Why a record is put aside.
 *
 * @param reason a stable code of ours
 * @param message for people; at most 1000 characters, none of them control characters, since it may quote what came
 */
public record Cause(String reason, String message) {

    private static final int MAX_MESSAGE = 1_000;
    private static final String HANDLER_FAILED = "HANDLER_FAILED";
    private static final String WAITS = "WAITS";
    private static final String UNKNOWN_VERSION = "UNKNOWN_VERSION";

    public Cause {
        message = QuotedText.of(message, MAX_MESSAGE);
    }

    public static Cause handlerFailed(Throwable failure) {
        return new Cause(HANDLER_FAILED, failure.toString());
    }

    public static Cause waitsBehind(UUID letter) {
        return new Cause(WAITS, "waits behind dead letter " + letter + " of the same key");
    }

    /** Whether it can be handled later, so that later records of its key have to wait for it. */
    public boolean holdsUpItsKey() {
        return reason.equals(HANDLER_FAILED) || isWaiting() || reason.equals(UNKNOWN_VERSION);
    }

    /** Whether nothing is wrong with the record itself. */
    public boolean isWaiting() {
        return reason.equals(WAITS);
    }
}
