package io.spirula.messaging.deadletter;

import io.spirula.contracts.query.DeadLetterState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a record that is read stands to the dead letters.
 *
 * @param own what became of this very record, which was put aside when it was read before; null when it was not
 * @param head the open letter of an earlier record of its key; null when there is none
 */
public record Standing(
        @Nullable DeadLetterState own, @Nullable UUID head) {

    /** Whether its letter decides what becomes of it, and it is not taken now. */
    public boolean passes() {
        return own == DeadLetterState.OPEN || own == DeadLetterState.DISCARDED;
    }
}
