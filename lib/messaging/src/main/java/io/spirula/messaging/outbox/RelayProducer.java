package io.spirula.messaging.outbox;

import io.spirula.messaging.kafka.Denied;
import io.spirula.messaging.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Sends batches in Kafka transactions. What the transactions are for is their epoch: as soon as one relay of a service opens,
 * records of any earlier one can no longer land, however late they leave a process that was only asleep.
 */
final class RelayProducer implements AutoCloseable {

    private static final int MAX_BLOCK_MILLIS = 2_000;
    private static final Set<AclOperation> RIGHTS = Set.of(AclOperation.DESCRIBE, AclOperation.WRITE);

    private final Producer<byte[], byte[]> producer;
    private final String source;

    private RelayProducer(Producer<byte[], byte[]> producer, String source) {
        this.producer = producer;
        this.source = source;
    }

    /**
     * @throws KafkaException when Kafka does not answer in time or refuses
     */
    static RelayProducer open(KafkaClients clients, String transactionalId, String source, Duration sendTimeout) {
        int timeout = (int) sendTimeout.toMillis();
        Producer<byte[], byte[]> producer = clients.producer(Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                transactionalId,
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                transactionalId,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                MAX_BLOCK_MILLIS,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                timeout / 2,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                timeout,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                2 * timeout,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                16L * 1024 * 1024,
                ProducerConfig.LINGER_MS_CONFIG,
                0));
        try {
            producer.initTransactions();
        } catch (TransactionalIdAuthorizationException e) {
            producer.close(Duration.ZERO);
            throw Denied.of(RIGHTS, "transactional id " + transactionalId, e);
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
        return new RelayProducer(producer, source);
    }

    /**
     * Returns when all replicas have all of them. After an exception some may have been sent; the producer is of no
     * further use.
     */
    void send(List<RelaySession.Row> rows) throws InterruptedException {
        producer.beginTransaction();
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (RelaySession.Row row : rows) {
            sent.add(producer.send(row.event().record(source, row.sequence())));
        }
        for (Future<RecordMetadata> record : sent) {
            await(record);
        }
        producer.commitTransaction();
    }

    private static void await(Future<RecordMetadata> record) throws InterruptedException {
        try {
            record.get();
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause() == null ? e : e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
