package io.spirula.messaging.outbox;

import io.spirula.messaging.catchup.CatchUp;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** What the tables of the service know of each of its topics. */
final class Retellings {

    /** Few enough that the session of whoever publishes is not given up meanwhile. */
    private static final int AT_ONCE = 20;

    private final Map<String, Retelling> byTopic;
    private final CatchUp catchUp;
    private final TransactionTemplate transactions;

    Retellings(Collection<Retelling> retellings, CatchUp catchUp, TransactionTemplate transactions) {
        this.byTopic = retellings.stream()
                .collect(Collectors.toUnmodifiableMap(
                        retelling -> retelling.topic().wireName(), Function.identity()));
        this.catchUp = catchUp;
        this.transactions = transactions;
    }

    /** Whether the tables may be older than the world: then nothing of theirs is to be told after what is newer. */
    boolean mayBeOld() {
        return !catchUp.isComplete();
    }

    /**
     * Tells some things, each in a transaction of its own, so that nobody waits for more than one of them. Returns the key of
     * the last one; empty when there are no more.
     */
    Optional<String> tellAfter(String topic, @Nullable String key) {
        Retelling retelling = byTopic.get(topic);
        if (retelling == null) {
            return Optional.empty();
        }
        Optional<String> last = Optional.ofNullable(key);
        for (int told = 0; told < AT_ONCE && (told == 0 || last.isPresent()); told++) {
            String after = last.orElse(null);
            last = Objects.requireNonNull(transactions.execute(status -> retelling.tellAfter(after)));
        }
        return last;
    }
}
