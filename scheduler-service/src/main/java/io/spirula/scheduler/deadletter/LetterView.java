package io.spirula.scheduler.deadletter;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.query.DeadLetterState;
import io.spirula.contracts.query.DeadLettersAnswer;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter, as the API shows it.
 *
 * @param id the letter
 * @param service who put it aside
 * @param topic that the record was read from
 * @param partition of that topic
 * @param offset in that partition
 * @param key the record's key; null when it has none
 * @param type the CloudEvents type; null when it could not be read
 * @param event the CloudEvents id; null when it could not be read
 * @param reason why it was put aside
 * @param since when
 * @param state what became of it
 * @param behind the letter of the same key that goes first; null when it waits for none
 * @param replayable whether it can be handled later
 * @param asked whether a replay was asked for that is not done yet
 * @param deadLetterTopic where its record is
 * @param deadLetterOffset where in that topic
 * @param endedAt when it was replayed or discarded
 * @param endedBy who asked for that
 */
public record LetterView(
        UUID id,
        Service service,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable String type,
        @Nullable String event,
        Why reason,
        Instant since,
        DeadLetterState state,
        @Nullable UUID behind,
        boolean replayable,
        boolean asked,
        String deadLetterTopic,
        long deadLetterOffset,
        @Nullable Instant endedAt,
        @Nullable String endedBy) {

    /**
     * @param code a stable code
     * @param text for people
     */
    public record Why(String code, String text) {}

    static LetterView of(Service service, DeadLettersAnswer.Letter letter) {
        return new LetterView(
                letter.id(),
                service,
                letter.topic(),
                letter.partition(),
                letter.offset(),
                letter.key(),
                letter.type(),
                letter.event(),
                new Why(letter.reason(), letter.message()),
                letter.since(),
                letter.state(),
                letter.behind(),
                letter.replayable(),
                letter.asked(),
                letter.deadLetterTopic(),
                letter.deadLetterOffset(),
                letter.endedAt(),
                letter.endedBy());
    }
}
