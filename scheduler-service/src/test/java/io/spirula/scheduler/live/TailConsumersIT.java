package io.spirula.scheduler.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TailConsumersIT {

    @Test
    void theyReachABrokerAsAllOthersDoWithTheBundleOfCertificatesThatIsConfigured() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, KafkaAutoConfiguration.class))
                .withUserConfiguration(KafkaClients.class, TailConsumers.class)
                .withPropertyValues(
                        "spring.kafka.bootstrap-servers=127.0.0.1:1",
                        "spring.kafka.ssl.bundle=brokers",
                        "spring.kafka.consumer.properties.metric.reporters=" + Settings.class.getName(),
                        "spring.ssl.bundle.pem.brokers.options.enabled-protocols=TLSv1.3")
                .run(context -> {
                    try (Consumer<byte[], byte[]> consumer =
                            context.getBean(TailConsumers.class).create()) {
                        assertThat(consumer.assignment()).isEmpty();
                        assertThat(Settings.SEEN.get())
                                .containsKey(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG)
                                .containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false")
                                .containsEntry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false")
                                .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
                    }
                });
    }

    /** Sees what the consumer was made with. */
    public static final class Settings implements MetricsReporter {

        static final AtomicReference<Map<String, String>> SEEN = new AtomicReference<>();

        @Override
        public void configure(Map<String, ?> configs) {
            Map<String, String> texts = new TreeMap<>();
            configs.forEach((name, value) -> texts.put(name, String.valueOf(value)));
            SEEN.set(texts);
        }

        @Override
        public void init(List<KafkaMetric> metrics) {}

        @Override
        public void metricChange(KafkaMetric metric) {}

        @Override
        public void metricRemoval(KafkaMetric metric) {}

        @Override
        public void close() {}
    }
}
