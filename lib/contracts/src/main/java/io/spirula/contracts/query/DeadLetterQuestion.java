package io.spirula.contracts.query;

import java.util.Objects;
import java.util.UUID;

/**
 * What is in this dead letter? Asked of the service that has it.
 *
 * @param letter the letter
 */
public record DeadLetterQuestion(UUID letter) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "dead-letter";

    public DeadLetterQuestion {
        Objects.requireNonNull(letter, "letter");
    }
}
