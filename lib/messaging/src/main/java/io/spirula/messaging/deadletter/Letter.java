package io.spirula.messaging.deadletter;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An open letter, as the database remembers it.
 *
 * @param id the letter
 * @param origin the record that was put aside
 * @param orderKey what waits behind it; null when nothing does
 * @param place where the record is now
 * @param parked whether it only waits for those before it
 * @param askedBy who asked for a replay; null when nobody did
 */
public record Letter(
        UUID id,
        LetterOrigin origin,
        @Nullable OrderKey orderKey,
        LetterPlace place,
        boolean parked,
        @Nullable String askedBy) {

    /** Whether it is to be handled as soon as it is the first of its key. */
    public boolean isDue() {
        return parked || askedBy != null;
    }
}
