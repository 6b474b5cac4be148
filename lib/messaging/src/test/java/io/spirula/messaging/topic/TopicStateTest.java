package io.spirula.messaging.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class TopicStateTest {

    private static final TopicSpec RUN = TopicSpec.of(Topic.RUN, 4, Service.SCHEDULER, false);

    private static final KafkaTools OPEN = KafkaTools.of("kafka:9092", Map.of());

    @Test
    void aTopicAsItShouldBeIsNotTold() {
        assertThat(new TopicState(RUN.settings(), 4, 1, 0).findings(RUN, 1, OPEN))
                .isEmpty();
    }

    @Test
    void aWrongRetentionFailsAndTheLineSetsItRight() {
        Finding finding = only(with("retention.ms", "1000"), 4, 1, 0, 1);

        assertThat(finding.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(finding.text()).startsWith("topic spirula.run: retention.ms is 1000 instead of 7776000000");
        assertThat(finding.mend())
                .isEqualTo("kafka-configs --bootstrap-server kafka:9092 --alter --entity-type topics --entity-name"
                        + " spirula.run --add-config retention.ms=7776000000");
    }

    /** The README's commands are for an administrator, whose connection is in that file. */
    @Test
    void whereKafkaIsSecuredTheLineSaysWhichFileToGive() {
        KafkaTools secured = KafkaTools.of("kafka:9093", Map.of("security.protocol", "SASL_SSL"));
        assertThat(new TopicState(with("retention.ms", "1000"), 4, 1, 0).findings(RUN, 1, secured))
                .extracting(Finding::mend)
                .singleElement(InstanceOfAssertFactories.STRING)
                .startsWith("kafka-configs --bootstrap-server kafka:9093 --command-config admin.properties --alter"
                        + " --entity-type topics --entity-name spirula.run --add-config retention.ms=7776000000   # ")
                .contains("admin.properties: how an administrator of Kafka connects");
    }

    @Test
    void aWrongCleanupFails() {
        assertThat(only(with("cleanup.policy", "compact"), 4, 1, 0, 1).verdict())
                .isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatLosesNothingIsAWarning() {
        assertThat(only(with("max.message.bytes", "1000"), 4, 1, 0, 1).verdict())
                .isEqualTo(Verdict.WARNING);
        assertThat(only(RUN.settings(), 8, 1, 0, 1).mend()).startsWith("spirula.messaging.topics.partitions: 8 ");
        assertThat(only(RUN.settings(), 4, 1, 0, 3).code()).isEqualTo("TOPIC_REPLICAS");
        assertThat(only(RUN.settings(), 4, 3, 2, 3).code()).isEqualTo("TOPIC_BEHIND");
    }

    private static Map<String, String> with(String setting, String value) {
        Map<String, String> settings = new HashMap<>(RUN.settings());
        settings.put(setting, value);
        return settings;
    }

    private static Finding only(Map<String, String> settings, int partitions, int replicas, int behind, int brokers) {
        List<Finding> findings = new TopicState(settings, partitions, replicas, behind).findings(RUN, brokers, OPEN);
        assertThat(findings).hasSize(1);
        return findings.get(0);
    }
}
