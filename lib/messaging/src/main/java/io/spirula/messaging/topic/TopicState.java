package io.spirula.messaging.topic;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How a topic is; the judgement is pure.
 *
 * @param settings as the broker has them
 * @param partitions how many
 * @param replicas of the partition that has the fewest
 * @param behind partitions of which not all replicas are in sync
 */
record TopicState(Map<String, String> settings, int partitions, int replicas, int behind) {

    private static final String TOPIC = "topic";

    /** What the wrong value of loses records that are still needed. */
    private static final List<String> KEEPING = List.of(
            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.RETENTION_MS_CONFIG, TopicConfig.RETENTION_BYTES_CONFIG);

    /**
     * @param brokers how many there are
     * @param tools for lines that mend
     */
    List<Finding> findings(TopicSpec spec, int brokers, KafkaTools tools) {
        List<Finding> findings = new ArrayList<>();
        Map<String, String> wrong = new TreeMap<>();
        spec.settings().forEach((setting, wanted) -> {
            if (!wanted.equals(settings.get(setting))) {
                wrong.put(setting, wanted);
            }
        });
        if (!wrong.isEmpty()) {
            findings.add(differs(spec, wrong, tools));
        }
        if (partitions != spec.partitions()) {
            findings.add(Finding.warning(
                    TOPIC,
                    spec.name(),
                    "TOPIC_PARTITIONS",
                    "topic " + spec.name() + " has " + partitions + " partitions, and services are told that it has "
                            + spec.partitions() + "; it must keep what it has, since keys would move",
                    "spirula.messaging.topics.partitions: " + partitions
                            + "   # in the configuration of each service"));
        }
        if (behind > 0) {
            findings.add(Finding.warning(
                    TOPIC,
                    spec.name(),
                    "TOPIC_BEHIND",
                    behind + " partitions of topic " + spec.name() + " have replicas that are not in sync",
                    tools.line("kafka-topics", "--describe --under-replicated-partitions")));
        }
        if (brokers >= 3 && replicas < 3) {
            findings.add(Finding.warning(
                    TOPIC,
                    spec.name(),
                    "TOPIC_REPLICAS",
                    "topic " + spec.name() + " has " + replicas + " replicas although there are " + brokers
                            + " brokers: with a lost disk its records may be gone",
                    tools.line("kafka-reassign-partitions", "--reassignment-json-file FILE --execute")
                            + "   # and spirula.messaging.topics"
                            + ".replication-factor: 3 for topics that are made from now on"));
        }
        return findings;
    }

    private Finding differs(TopicSpec spec, Map<String, String> wrong, KafkaTools tools) {
        List<String> told = new ArrayList<>();
        List<String> line = new ArrayList<>();
        wrong.forEach((setting, wanted) -> {
            told.add(setting + " is " + settings.getOrDefault(setting, "unknown") + " instead of " + wanted);
            line.add(setting + "=" + wanted);
        });
        String text = "topic " + spec.name() + ": " + String.join(", ", told);
        String mend = tools.line(
                "kafka-configs",
                "--alter --entity-type topics --entity-name " + spec.name() + " --add-config "
                        + String.join(",", line));
        return wrong.keySet().stream().anyMatch(KEEPING::contains)
                ? Finding.failed(
                        TOPIC,
                        spec.name(),
                        "TOPIC_DIFFERS",
                        text + ": records may go that are still needed, or stay for ever",
                        mend)
                : Finding.warning(TOPIC, spec.name(), "TOPIC_DIFFERS", text, mend);
    }
}
