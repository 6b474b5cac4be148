package io.spirula.contracts.event;

import org.jspecify.annotations.Nullable;

/** What was received is no event of the type that it claims. Trying again cannot help. */
public final class MalformedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedEventException(EventType type, String why, @Nullable Throwable cause) {
        super("Not a " + type.wireName() + ": " + why, cause);
    }
}
