package io.spirula.messaging.query;

import io.spirula.contracts.event.EventJson;
import io.spirula.contracts.event.QueryAsked;
import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.messaging.Origin;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

final class KafkaQueryClient implements QueryClient, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaQueryClient.class);

    private final Origin origin;
    private final EventJson json;
    private final QueryProducer producer;
    private final Clock clock;
    private final AnswerReader reader;
    private final Map<UUID, Waiting> waiting = new ConcurrentHashMap<>();

    KafkaQueryClient(KafkaClients clients, Origin origin, EventJson json, QueryProducer producer, Clock clock) {
        this.origin = origin;
        this.json = json;
        this.producer = producer;
        this.clock = clock;
        this.reader = new AnswerReader(clients::consumer, origin.group() + ".answers", json, this::receive);
    }

    @Override
    public QueryAnswers ask(String question, Object arguments, Set<Service> expected, Duration timeout) {
        if (origin.service() != Topic.QUERY.producer()) {
            throw new IllegalStateException(origin.service().wireName() + " may not ask");
        }
        if (expected.isEmpty() || !AnswerTopics.all().keySet().containsAll(expected)) {
            throw new IllegalArgumentException(
                    "Any of " + AnswerTopics.all().keySet() + " can be asked, not " + expected);
        }
        UUID query = UUID.randomUUID();
        Waiting answers = new Waiting(expected);
        waiting.put(query, answers);
        try {
            ask(query, question, arguments, timeout, answers);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(query);
        }
        return answers.result();
    }

    private void ask(UUID query, String question, Object arguments, Duration timeout, Waiting answers)
            throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        if (!reader.awaitReady(timeout)) {
            LOG.warn("QUERY_UNASKED: {} was not asked, since answers cannot be read within {}", question, timeout);
            return;
        }
        Instant now = clock.instant();
        Instant deadline = now.plusNanos(end - System.nanoTime());
        producer.send(new QueryAsked(query, question, json.tree(arguments), now, deadline), failure -> {
            LOG.warn("QUERY_UNASKED: {} was not sent", question, failure);
            answers.giveUp();
        });
        answers.await(end - System.nanoTime());
    }

    private void receive(AnswerTopics.Answer answer) {
        Waiting answers = waiting.get(answer.query());
        if (answers != null) {
            answers.add(answer.service(), answer.answer());
        }
    }

    @Override
    public void close() {
        reader.close();
    }

    private static final class Waiting {

        private final Set<Service> expected;
        private final Map<Service, QueryAnswer> answers = new ConcurrentHashMap<>();
        private final CountDownLatch complete = new CountDownLatch(1);

        Waiting(Set<Service> expected) {
            this.expected = Set.copyOf(expected);
        }

        void add(Service service, QueryAnswer answer) {
            answers.putIfAbsent(service, answer);
            if (answers.keySet().containsAll(expected)) {
                complete.countDown();
            }
        }

        void giveUp() {
            complete.countDown();
        }

        void await(long nanos) throws InterruptedException {
            if (!complete.await(nanos, TimeUnit.NANOSECONDS)) {
                LOG.debug("Not all of {} answered in time", expected);
            }
        }

        QueryAnswers result() {
            Map<Service, QueryAnswer> received = Map.copyOf(answers);
            Set<Service> silent = EnumSet.noneOf(Service.class);
            silent.addAll(expected);
            silent.removeAll(received.keySet());
            return new QueryAnswers(received, silent);
        }
    }
}
