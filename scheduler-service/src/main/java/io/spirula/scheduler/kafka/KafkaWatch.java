package io.spirula.scheduler.kafka;

import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.Outage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Reads anew now and then what Kafka holds; who wants to know gets what was read last, and never waits for Kafka. */
@Component
class KafkaWatch implements BackgroundLoop {

    private static final Logger log = LoggerFactory.getLogger(KafkaWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final KafkaReader reader;
    private final KafkaMetrics metrics;
    private final Outage outage = new Outage(log, "KAFKA_UNREAD: topics and lag are not known");
    private Map<String, String> unknown = Map.of();
    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);
    private volatile @Nullable KafkaView last;

    KafkaWatch(KafkaReader reader, KafkaMetrics metrics) {
        this.reader = reader;
        this.metrics = metrics;
    }

    /** Empty while Kafka does not answer. */
    Optional<KafkaView> last() {
        return Optional.ofNullable(last);
    }

    @Override
    public String loopName() {
        return "kafka-watch";
    }

    @Override
    public void start() {
        CountDownLatch end = new CountDownLatch(1);
        stop = end;
        Thread started = new Thread(() -> run(end), "kafka-watch");
        started.setDaemon(true);
        started.start();
        thread = started;
    }

    @Override
    public void stop() {
        stop.countDown();
        thread = null;
    }

    @Override
    public boolean isRunning() {
        Thread current = thread;
        return current != null && current.isAlive();
    }

    private void run(CountDownLatch end) {
        try {
            do {
                read();
            } while (!end.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() throws InterruptedException {
        try {
            KafkaView view = reader.read();
            last = view;
            metrics.show(view);
            outage.over();
            name(view.unknown());
        } catch (ExecutionException e) {
            lost(e.getCause() == null ? e : e.getCause());
        } catch (RuntimeException | Error e) {
            lost(e);
        }
    }

    private void name(Map<String, String> now) {
        if (!now.equals(unknown)) {
            unknown = now;
            if (now.isEmpty()) {
                log.info("All of Kafka's topics and groups are known again");
            } else {
                log.warn("KAFKA_PARTLY_UNREAD: Kafka did not tell {}; it is asked again", new TreeMap<>(now));
            }
        }
    }

    private void lost(Throwable cause) {
        last = null;
        metrics.hide();
        outage.failed(cause);
    }
}
