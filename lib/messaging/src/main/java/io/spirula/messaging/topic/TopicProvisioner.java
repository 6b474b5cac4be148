package io.spirula.messaging.topic;

import io.spirula.messaging.kafka.Outage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Makes sure, in the background and again and again, that the topics of the service exist as they should. */
final class TopicProvisioner implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioner.class);

    private final BrokerTopics broker;
    private final List<TopicSpec> specs;
    private final Duration retryInterval;
    private final Duration checkInterval;
    private final Outage outage = new Outage(LOG, "TOPICS_UNCHECKED: Kafka does not say whether the topics are there");

    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);

    TopicProvisioner(BrokerTopics broker, List<TopicSpec> specs, Duration retryInterval, Duration checkInterval) {
        this.broker = broker;
        this.specs = List.copyOf(specs);
        this.retryInterval = retryInterval;
        this.checkInterval = checkInterval;
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        Thread started = new Thread(this::run, "topics");
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
        return thread != null;
    }

    @Override
    public int getPhase() {
        return 0;
    }

    private void run() {
        CountDownLatch end = stop;
        try {
            boolean stopped = false;
            while (!stopped) {
                stopped = end.await(check().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns how long to wait until the next one. */
    private Duration check() throws InterruptedException {
        try {
            boolean complete = broker.ensure(specs);
            outage.over();
            return complete ? checkInterval : retryInterval;
        } catch (ExecutionException e) {
            outage.failed(e.getCause() == null ? e : e.getCause());
            return retryInterval;
        } catch (RuntimeException e) {
            outage.failed(e);
            return retryInterval;
        }
    }
}
