package io.spirula.messaging.query;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.kafka.Outage;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.wire.RecordDecoder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every answer that is given from now on, without a group: each instance sees all of them and picks its own. Starts with
 * the first question.
 */
final class AnswerReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RESTART = Duration.ofMillis(500);

    private final QueryConsumers consumers;
    private final String clientId;
    private final RecordDecoder decoder;
    private final Consumer<AnswerTopics.Answer> receiver;
    private final Outage outage = new Outage(LOG, "ANSWERS_UNHEARD: answers of other services are not read");
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile CountDownLatch ready = new CountDownLatch(1);
    private boolean started;

    AnswerReader(QueryConsumers consumers, String clientId, EventJson json, Consumer<AnswerTopics.Answer> receiver) {
        this.consumers = consumers;
        this.clientId = clientId;
        this.decoder = new RecordDecoder(json);
        this.receiver = receiver;
    }

    /** Returns whether every answer given from now on will be read. */
    boolean awaitReady(Duration limit) throws InterruptedException {
        startOnce();
        return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private synchronized void startOnce() {
        if (!started) {
            started = true;
            Thread thread = new Thread(this::run, "answers");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            while (stop.getCount() > 0) {
                try (var consumer = consumers.consumer(Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        clientId,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "latest"))) {
                    read(consumer);
                } catch (RuntimeException | Error e) {
                    outage.failed(e);
                }
                ready = new CountDownLatch(1);
                stop.await(RESTART.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(org.apache.kafka.clients.consumer.Consumer<byte[], byte[]> consumer) {
        Map<String, Topic> topics =
                AnswerTopics.all().values().stream().collect(Collectors.toMap(Topic::wireName, topic -> topic));
        List<TopicPartition> partitions = topics.keySet().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.stream().map(TopicPartition::topic).distinct().count() < topics.size()) {
            throw new IllegalStateException("not all topics for answers exist yet");
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        ready.countDown();
        while (stop.getCount() > 0) {
            consumer.poll(POLL).forEach(record -> receive(topics.get(record.topic()), record));
            outage.over();
        }
    }

    private void receive(@Nullable Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (topic != null && decoder.decode(topic, record) instanceof Incoming.Known known) {
            AnswerTopics.answer(known.event()).ifPresent(receiver);
        }
    }

    @Override
    public void close() {
        stop.countDown();
    }
}
