package io.spirula.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.Test;

class RepliesTest {

    @Test
    void whatIsNotToldHidesNothingElseAndIsNamedUnlessItIsGone() throws InterruptedException {
        Replies replies = new Replies();

        Map<String, Integer> known = replies.of(
                Map.of(
                        "told",
                        KafkaFuture.completedFuture(7),
                        "silent",
                        failed(new TimeoutException("no leader")),
                        "gone",
                        failed(new UnknownTopicOrPartitionException("gone"))),
                name -> "the end of " + name);

        assertThat(known).isEqualTo(Map.of("told", 7));
        assertThat(replies.unknown()).containsOnlyKeys("the end of silent");
        assertThat(replies.unknown().get("the end of silent")).contains("no leader");
    }

    private static KafkaFuture<Integer> failed(Exception why) {
        KafkaFutureImpl<Integer> future = new KafkaFutureImpl<>();
        future.completeExceptionally(why);
        return future;
    }
}
