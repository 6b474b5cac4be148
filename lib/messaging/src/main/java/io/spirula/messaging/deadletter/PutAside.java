package io.spirula.messaging.deadletter;

/** A letter that Kafka has, to be remembered by the database. */
public final class PutAside {

    private final DeadLetter letter;
    private final LetterPlace place;

    PutAside(DeadLetter letter, LetterPlace place) {
        this.letter = letter;
        this.place = place;
    }

    DeadLetter letter() {
        return letter;
    }

    LetterPlace place() {
        return place;
    }
}
