package io.spirula.messaging.kafka;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Where topics end, as far as the broker told.
 *
 * @param known the end of each partition that could be asked
 * @param unknown why it is not known of a whole topic, by the topic
 */
public record TopicEnds(Map<TopicPartition, TopicEnd> known, Map<String, String> unknown) {

    public TopicEnds {
        known = Map.copyOf(known);
        unknown = Map.copyOf(unknown);
    }
}
