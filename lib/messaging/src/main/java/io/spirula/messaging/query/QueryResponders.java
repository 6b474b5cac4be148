package io.spirula.messaging.query;

import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.QueryAsked;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.Origin;
import io.spirula.messaging.health.BackgroundLoop;
import io.spirula.messaging.kafka.Outage;
import io.spirula.messaging.wire.Incoming;
import io.spirula.messaging.wire.RecordDecoder;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions as they come; one instance of the service answers each. Nothing is stored and old ones are not read. The
 * service that asks has no topic to answer on: it knows its own answers.
 */
final class QueryResponders implements BackgroundLoop {

    private static final Logger LOG = LoggerFactory.getLogger(QueryResponders.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RESTART = Duration.ofSeconds(1);
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);
    private static final int THREADS = 2;
    private static final int WAITING = 100;

    private final QueryConsumers consumers;
    private final Origin origin;
    private final RecordDecoder decoder;
    private final QueryProducer producer;
    private final Clock clock;
    private final Map<String, QueryResponder> responders;
    private final Outage outage = new Outage(LOG, "QUERIES_UNHEARD: questions of other services are not answered");

    private volatile @Nullable Thread thread;
    private volatile CountDownLatch stop = new CountDownLatch(0);

    QueryResponders(
            QueryConsumers consumers,
            Origin origin,
            EventJson json,
            QueryProducer producer,
            Clock clock,
            Collection<QueryResponder> responders) {
        this.consumers = consumers;
        this.origin = origin;
        this.decoder = new RecordDecoder(json);
        this.producer = producer;
        this.clock = clock;
        this.responders = responders.stream()
                .collect(Collectors.toUnmodifiableMap(QueryResponder::question, Function.identity()));
    }

    @Override
    public String loopName() {
        return "queries";
    }

    @Override
    public boolean isAutoStartup() {
        return !responders.isEmpty() && AnswerTopics.all().containsKey(origin.service());
    }

    @Override
    public void start() {
        stop = new CountDownLatch(1);
        Thread started = new Thread(this::run, "queries");
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

    private void run() {
        CountDownLatch end = stop;
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread answering = new Thread(task, "query-answer");
                    answering.setDaemon(true);
                    return answering;
                });
        try {
            while (end.getCount() > 0) {
                try (Consumer<byte[], byte[]> consumer = consumers.consumer(settings())) {
                    consumer.subscribe(Set.of(Topic.QUERY.wireName()));
                    while (end.getCount() > 0) {
                        consumer.poll(POLL).forEach(record -> receive(record, threads));
                        outage.over();
                    }
                } catch (RuntimeException | Error e) {
                    outage.failed(e);
                }
                end.await(RESTART.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
    }

    private void receive(ConsumerRecord<byte[], byte[]> record, ExecutorService threads) {
        if (!(decoder.decode(Topic.QUERY, record) instanceof Incoming.Known known)
                || !(known.event() instanceof QueryAsked asked)) {
            LOG.debug("A record of {} at {} is no question", record.topic(), record.offset());
            return;
        }
        QueryResponder responder = responders.get(asked.question());
        if (responder == null || asked.deadline().plus(CLOCK_DIFFERENCE).isBefore(clock.instant())) {
            return;
        }
        try {
            threads.execute(() -> send(asked, answer(responder, asked)));
        } catch (RejectedExecutionException e) {
            send(
                    asked,
                    refusal(
                            "BUSY",
                            "Too many questions wait at " + origin.service().wireName() + "; ask again later"));
        }
    }

    private QueryAnswer answer(QueryResponder responder, QueryAsked asked) {
        try {
            return new QueryAnswer(responder.answer(asked.arguments()), null);
        } catch (QueryRefusedException e) {
            return new QueryAnswer(null, e.reason());
        } catch (RuntimeException | Error e) {
            LOG.error("QUERY_FAILED: {} {} could not be answered", asked.question(), asked.query(), e);
            return refusal(
                    "QUERY_FAILED",
                    origin.service().wireName() + " failed to answer; see its log for " + asked.query());
        }
    }

    private static QueryAnswer refusal(String code, String text) {
        return new QueryAnswer(null, new Reason(code, text));
    }

    private void send(QueryAsked asked, QueryAnswer answer) {
        Service service = origin.service();
        Event event = AnswerTopics.event(service, asked.query(), answer, clock.instant())
                .orElseThrow();
        producer.send(event, failure -> unsent(asked, answer, failure));
    }

    /** Who asked is told why it gets no answer, if that can be told: a refusal is small. */
    private void unsent(QueryAsked asked, QueryAnswer answer, Exception failure) {
        LOG.warn("QUERY_UNANSWERED: the answer to {} {} was not sent", asked.question(), asked.query(), failure);
        if (failure instanceof RecordTooLargeException && answer.answer() != null) {
            send(
                    asked,
                    refusal(
                            "ANSWER_TOO_LARGE",
                            "Its answer to " + asked.question()
                                    + " is larger than can be sent; ask for less at a time"));
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                origin.group() + ".query",
                ConsumerConfig.CLIENT_ID_CONFIG,
                origin.group() + ".query",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "latest",
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                6_000,
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                1_500);
    }
}
