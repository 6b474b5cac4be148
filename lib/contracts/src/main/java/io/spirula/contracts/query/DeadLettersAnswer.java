package io.spirula.contracts.query;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of one service. Texts that came from outside have no control characters and are cut.
 *
 * @param letters oldest first
 * @param more how many there are beyond these
 * @param byTopic how many there are, also beyond these, by the topic that they were read from; null in an answer of before
 */
public record DeadLettersAnswer(
        List<Letter> letters, long more, @Nullable Map<String, Long> byTopic) {

    /** The most that one answer names. */
    public static final int MAX_LETTERS = 200;

    public DeadLettersAnswer {
        letters = List.copyOf(letters);
        byTopic = byTopic == null ? null : Map.copyOf(byTopic);
    }

    /**
     * One of them.
     *
     * @param id the letter
     * @param topic that the record was read from
     * @param partition of that topic
     * @param offset in that partition
     * @param key the record's key; null when it has none
     * @param type the CloudEvents type; null when it could not be read
     * @param event the CloudEvents id; null when it could not be read
     * @param reason a stable code
     * @param message what is wrong
     * @param since when it was put aside
     * @param state what became of it
     * @param behind the letter of the same key that goes first; null when it waits for none
     * @param replayable whether it can be handled later: the events of its key waited for it
     * @param asked whether a replay was asked for that is not done yet
     * @param deadLetterTopic where its record is
     * @param deadLetterOffset where in that topic
     * @param endedAt when it was replayed or discarded; null while it is open
     * @param endedBy who asked for that; null while it is open
     */
    public record Letter(
            UUID id,
            String topic,
            int partition,
            long offset,
            @Nullable String key,
            @Nullable String type,
            @Nullable String event,
            String reason,
            String message,
            Instant since,
            DeadLetterState state,
            @Nullable UUID behind,
            boolean replayable,
            boolean asked,
            String deadLetterTopic,
            long deadLetterOffset,
            @Nullable Instant endedAt,
            @Nullable String endedBy) {

        public Letter {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(topic, "topic");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(deadLetterTopic, "deadLetterTopic");
        }
    }
}
