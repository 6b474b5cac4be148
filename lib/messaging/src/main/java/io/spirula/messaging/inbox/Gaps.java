package io.spirula.messaging.inbox;

import io.spirula.messaging.deadletter.LetterTable;
import io.spirula.messaging.deadletter.LostLetters;
import io.spirula.messaging.deadletter.PutAside;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Goes on reading behind a gap. What was put aside from the records in it is remembered anew: the database that knew was set back,
 * and the records will not come again.
 */
final class Gaps {

    private static final Logger LOG = LoggerFactory.getLogger(Gaps.class);

    private final LostLetters lost;
    private final LetterTable letters;
    private final TransactionTemplate transactions;

    Gaps(LostLetters lost, LetterTable letters, TransactionTemplate transactions) {
        this.lost = lost;
        this.letters = letters;
        this.transactions = transactions;
    }

    /**
     * Returns whether the position was set.
     *
     * @param position sets it
     * @throws KafkaException when the dead letters cannot be read now
     */
    boolean cross(Gap gap, BooleanSupplier position) {
        List<PutAside> found = new ArrayList<>();
        if (gap.mayHoldRecords()) {
            lost.find(gap.topic(), gap::holds, found::add);
        }
        boolean placed = Boolean.TRUE.equals(transactions.execute(status -> {
            boolean set = position.getAsBoolean();
            if (set) {
                found.forEach(letters::put);
            }
            return set;
        }));
        if (placed && !found.isEmpty()) {
            LOG.warn(
                    "DEAD_LETTERS_FOUND: {} of {}-{} are open again: the database was set back, and their records are not kept"
                            + " any more. See spirula dlt ls",
                    found.size(),
                    gap.topic().wireName(),
                    gap.partition());
        }
        return placed;
    }
}
