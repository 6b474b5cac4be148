package io.spirula.scheduler.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/**
 * What Kafka holds under the names that kafka_exporter gives it, so that dashboards made for that one work; only Spirula's
 * topics and groups. Nothing is told while Kafka does not answer.
 */
@Component
class KafkaMetrics {

    private final MeterRegistry registry;
    private final Map<String, MultiGauge> gauges = new TreeMap<>();

    KafkaMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    private record OfPartition(String topic, KafkaView.Partition partition) {}

    private record OfReading(String group, KafkaView.Reading reading) {}

    private record OfTopic(String group, String topic, List<KafkaView.Reading> readings) {}

    synchronized void hide() {
        gauges.values().forEach(gauge -> gauge.register(List.of(), true));
    }

    synchronized void show(KafkaView view) {
        tell("kafka.brokers", "Brokers of the cluster", List.of(row(Tags.empty(), view.brokers())));
        tell(
                "kafka.topic.partitions",
                "Partitions of the topic",
                rows(
                        view.topics(),
                        topic -> Tags.of("topic", topic.name()),
                        topic -> topic.partitions().size()));
        partitions(view);
        groups(view);
    }

    private void partitions(KafkaView view) {
        List<OfPartition> all = view.topics().stream()
                .flatMap(
                        topic -> topic.partitions().stream().map(partition -> new OfPartition(topic.name(), partition)))
                .toList();
        partition(all, "current.offset", "The offset that the next record gets", KafkaView.Partition::end);
        partition(all, "oldest.offset", "The oldest offset that is kept", KafkaView.Partition::oldest);
        partition(all, "leader", "The broker that leads", KafkaView.Partition::leader);
        partition(all, "replicas", "Replicas that shall be", KafkaView.Partition::replicas);
        partition(all, "in.sync.replica", "Replicas that are in sync", KafkaView.Partition::inSync);
        partition(
                all,
                "under.replicated.partition",
                "1 when fewer replicas are in sync than shall be",
                partition -> partition.isUnderReplicated() ? 1 : 0);
    }

    private void partition(
            List<OfPartition> all, String name, String what, ToDoubleFunction<KafkaView.Partition> value) {
        tell(
                "kafka.topic.partition." + name,
                what,
                rows(
                        all,
                        one -> Tags.of(
                                "topic",
                                one.topic(),
                                "partition",
                                Integer.toString(one.partition().number())),
                        one -> value.applyAsDouble(one.partition())));
    }

    private void groups(KafkaView view) {
        tell(
                "kafka.consumergroup.members",
                "Instances that read now",
                rows(view.groups(), group -> Tags.of("consumergroup", group.name()), KafkaView.Group::members));
        List<OfReading> readings = view.groups().stream()
                .flatMap(group -> group.readings().stream().map(reading -> new OfReading(group.name(), reading)))
                .toList();
        reading(
                readings,
                "kafka.consumergroup.current.offset",
                "The offset of the next record to take",
                "",
                KafkaView.Reading::offset);
        reading(readings, "kafka.consumergroup.lag", "Records that were not taken yet", "", KafkaView.Reading::lag);
        reading(
                readings,
                "spirula.consumer.lag",
                "Age of the oldest record that was not taken yet",
                "seconds",
                KafkaView.Reading::lagSeconds);
        List<OfTopic> sums = new ArrayList<>();
        view.groups()
                .forEach(group ->
                        group.byTopic().forEach((topic, read) -> sums.add(new OfTopic(group.name(), topic, read))));
        sum(sums, "kafka.consumergroup.current.offset.sum", KafkaView.Reading::offset);
        sum(sums, "kafka.consumergroup.lag.sum", KafkaView.Reading::lag);
    }

    private void reading(
            List<OfReading> all, String name, String what, String unit, ToDoubleFunction<KafkaView.Reading> value) {
        gauge(name, what, unit)
                .register(
                        rows(
                                all,
                                one -> Tags.of(
                                        "consumergroup",
                                        one.group(),
                                        "topic",
                                        one.reading().partition().topic(),
                                        "partition",
                                        Integer.toString(
                                                one.reading().partition().partition())),
                                one -> value.applyAsDouble(one.reading())),
                        true);
    }

    private void sum(List<OfTopic> all, String name, ToDoubleFunction<KafkaView.Reading> value) {
        tell(
                name,
                "Sum over the partitions of the topic",
                rows(
                        all,
                        one -> Tags.of("consumergroup", one.group(), "topic", one.topic()),
                        one -> one.readings().stream().mapToDouble(value).sum()));
    }

    private void tell(String name, String what, List<MultiGauge.Row<?>> rows) {
        gauge(name, what, "").register(rows, true);
    }

    private MultiGauge gauge(String name, String what, String unit) {
        return gauges.computeIfAbsent(name, missing -> {
            MultiGauge.Builder builder = MultiGauge.builder(missing).description(what);
            return (unit.isEmpty() ? builder : builder.baseUnit(unit)).register(registry);
        });
    }

    private interface Naming<T> {

        Tags of(T one);
    }

    private static <T> List<MultiGauge.Row<?>> rows(List<T> all, Naming<T> naming, ToDoubleFunction<T> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        all.forEach(one -> rows.add(row(naming.of(one), value.applyAsDouble(one))));
        return rows;
    }

    private static MultiGauge.Row<?> row(Tags tags, double value) {
        return MultiGauge.Row.of(tags, value);
    }
}
