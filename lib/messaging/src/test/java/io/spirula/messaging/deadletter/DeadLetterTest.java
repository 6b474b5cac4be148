package io.spirula.messaging.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final int LIMIT = 8_000;

    @Test
    void whatFitsIsKeptAsItIs() {
        ConsumerRecord<byte[], byte[]> record = record(100, 7_000);
        ProducerRecord<byte[], byte[]> letter = letter(record);
        assertThat(letter.value()).isEqualTo(record.value());
        assertThat(letter.key()).isEqualTo(record.key());
        assertThat(header(letter, "dlt_reason")).isEqualTo("WHY");
        assertThat(header(letter, "dlt_value_size")).isNull();
    }

    @Test
    void aLargeValueIsCutAndItsSizeTold() {
        ConsumerRecord<byte[], byte[]> record = record(100, 9_000);
        record.headers().add("ce_id", new byte[] {1});
        ProducerRecord<byte[], byte[]> letter = letter(record);
        assertThat(letter.value()).hasSize(LIMIT / 2);
        assertThat(letter.key()).hasSize(100);
        assertThat(header(letter, "dlt_value_size")).isEqualTo("9000");
        assertThat(header(letter, "dlt_key_size")).isNull();
        assertThat(header(letter, "ce_id")).isNotNull();
    }

    @Test
    void largeKeysAndHeadersAreCutToo() {
        ConsumerRecord<byte[], byte[]> record = record(9_000, 1);
        record.headers().add("large", new byte[9_000]);
        record.headers().add("empty", null);
        ProducerRecord<byte[], byte[]> letter = letter(record);
        assertThat(letter.key()).hasSize(LIMIT / 8);
        assertThat(letter.value()).hasSize(1);
        assertThat(header(letter, "dlt_key_size")).isEqualTo("9000");
        assertThat(header(letter, "dlt_headers_size")).isEqualTo("9030");
        assertThat(letter.headers().lastHeader("large")).isNull();
    }

    private static ProducerRecord<byte[], byte[]> letter(ConsumerRecord<byte[], byte[]> record) {
        return new DeadLetter(Service.TRANSFER, "dead", "id", record, new Cause("WHY", "because")).within(LIMIT);
    }

    private static ConsumerRecord<byte[], byte[]> record(int key, int value) {
        return new ConsumerRecord<>("topic", 1, 2, new byte[key], new byte[value]);
    }

    private static @Nullable String header(ProducerRecord<byte[], byte[]> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
