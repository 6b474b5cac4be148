package io.spirula.contracts.query;

import java.util.Objects;

/**
 * Which dead letters does the service have? Asked of every service.
 *
 * @param letter the beginning of an id, to ask for these only; empty for all
 * @param ended whether those are meant too that were replayed or discarded
 */
public record DeadLettersQuestion(String letter, boolean ended) {

    /** The {@code question} of QueryAsked. */
    public static final String NAME = "dead-letters";

    public DeadLettersQuestion {
        Objects.requireNonNull(letter, "letter");
    }
}
