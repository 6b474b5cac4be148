package io.spirula.messaging.topic;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic has to be.
 *
 * @param name wire name
 * @param partitions used when it is created
 * @param settings every setting that matters for what is promised
 * @param rights what the service does with it
 */
record TopicSpec(String name, int partitions, Map<String, String> settings, Set<AclOperation> rights) {

    private static final int MAX_RECORD = 1024 * 1024 + 64 * 1024;
    private static final int DEAD_LETTER_ENVELOPE = 64 * 1024;
    /** A producer's own clock may be wrong: Kafka would refuse what comes from the future, and forget too early what seems old. */
    private static final String BROKERS_TIME = "LogAppendTime";

    /** A reader that was away for less hears of everything that was forgotten meanwhile. */
    private static final Duration TOMBSTONE_RETENTION = Duration.ofDays(30);

    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(90);

    TopicSpec {
        settings = Map.copyOf(settings);
        rights = Set.copyOf(rights);
    }

    /** A topic that the service reads unless it is the one that writes to it; {@code alsoRead} where it does both. */
    static TopicSpec of(Topic topic, int partitions, Service service, boolean alsoRead) {
        Map<String, String> settings = new TreeMap<>();
        Duration retention = topic.retention();
        if (retention == null) {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
            settings.put(TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONE_RETENTION.toMillis()));
        } else {
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
            settings.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
        }
        settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD));
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, BROKERS_TIME);
        Set<AclOperation> rights = EnumSet.noneOf(AclOperation.class);
        if (topic.producer() == service) {
            rights.add(AclOperation.WRITE);
        }
        if (topic.producer() != service || alsoRead) {
            rights.add(AclOperation.READ);
        }
        return new TopicSpec(topic.wireName(), partitions, settings, rights);
    }

    /** Whether the service is to make it: it alone writes to it. */
    boolean own() {
        return rights.contains(AclOperation.WRITE);
    }

    static TopicSpec deadLetters(Topic topic, Service consumer) {
        return new TopicSpec(
                topic.deadLetterTopic(consumer),
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(DEAD_LETTER_RETENTION.toMillis()),
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(MAX_RECORD + DEAD_LETTER_ENVELOPE),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        BROKERS_TIME),
                Set.of(AclOperation.READ, AclOperation.WRITE));
    }
}
