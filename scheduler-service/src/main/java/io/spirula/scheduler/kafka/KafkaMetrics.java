package io.spirula.scheduler.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What Kafka holds under the names that kafka_exporter gives it, so that dashboards made for that one work; only Spirula's
 * topics and groups. What is not known is not told; nothing is while Kafka does not answer.
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
        tell("kafka.brokers", "Brokers of the cluster", List.of(MultiGauge.Row.of(Tags.empty(), view.brokers())));
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
        partition(
                all,
                "current.offset",
                "The offset that the next record gets",
                partition -> offset(partition, KafkaView.Offsets::end));
        partition(
                all,
                "oldest.offset",
                "The oldest offset that is kept",
                partition -> offset(partition, KafkaView.Offsets::oldest));
        partition(all, "leader", "The broker that leads", KafkaView.Partition::leader);
        partition(all, "replicas", "Replicas that shall be", KafkaView.Partition::replicas);
        partition(all, "in.sync.replica", "Replicas that are in sync", KafkaView.Partition::inSync);
        partition(
                all,
                "under.replicated.partition",
                "1 when fewer replicas are in sync than shall be",
                partition -> partition.isUnderReplicated() ? 1 : 0);
    }

    private static @Nullable Long offset(KafkaView.Partition partition, Function<KafkaView.Offsets, Long> which) {
        KafkaView.Offsets offsets = partition.offsets();
        return offsets == null ? null : which.apply(offsets);
    }

    private void partition(List<OfPartition> all, String name, String what, Value<KafkaView.Partition> value) {
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
                        one -> value.of(one.partition())));
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
        sum(
                sums,
                "kafka.consumergroup.current.offset.sum",
                all -> all.stream().mapToLong(KafkaView.Reading::offset).sum());
        sum(sums, "kafka.consumergroup.lag.sum", KafkaView.Reading::lag);
    }

    private void reading(List<OfReading> all, String name, String what, String unit, Value<KafkaView.Reading> value) {
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
                                one -> value.of(one.reading())),
                        true);
    }

    private void sum(List<OfTopic> all, String name, Value<List<KafkaView.Reading>> value) {
        tell(
                name,
                "Sum over the partitions of the topic",
                rows(
                        all,
                        one -> Tags.of("consumergroup", one.group(), "topic", one.topic()),
                        one -> value.of(one.readings())));
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

    private interface Value<T> {

        /** Null when it is not known. */
        @Nullable
        Number of(T one);
    }

    private static <T> List<MultiGauge.Row<?>> rows(List<T> all, Naming<T> naming, Value<T> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (T one : all) {
            Number known = value.of(one);
            if (known != null) {
                rows.add(MultiGauge.Row.of(naming.of(one), known));
            }
        }
        return rows;
    }
}
