package io.spirula.scheduler.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** What the brokers reply of several things; one that they cannot tell of hides none of the others. One thread. */
final class Replies {

    private final Map<String, String> unknown = new TreeMap<>();

    /**
     * Waits for the reply of each. What is gone by now has none and is not named.
     *
     * @param what is not known when there is no reply
     */
    <K, V> Map<K, V> of(Map<K, KafkaFuture<V>> asked, Function<K, String> what) throws InterruptedException {
        Map<K, V> known = new HashMap<>();
        for (Map.Entry<K, KafkaFuture<V>> one : asked.entrySet()) {
            try {
                known.put(one.getKey(), one.getValue().get());
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                if (!(cause instanceof UnknownTopicOrPartitionException)
                        && !(cause instanceof GroupIdNotFoundException)) {
                    missing(what.apply(one.getKey()), cause.toString());
                }
            }
        }
        return known;
    }

    void missing(String what, String why) {
        unknown.put(what, why);
    }

    /** Why it is not known, by what is not known. */
    Map<String, String> unknown() {
        return unknown;
    }
}
