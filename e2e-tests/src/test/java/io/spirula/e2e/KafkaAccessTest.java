package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Topic;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {

    @Test
    void theReadmeShowsJustTheseCommands() {
        List<String> shown =
                KafkaCommand.ofReadme().stream().map(KafkaCommand::toString).toList();

        assertThat(shown)
                .containsExactlyElementsOf(KafkaAccess.all().stream()
                        .flatMap(access -> access.commands().stream())
                        .toList());
    }

    @Test
    void eachTopicHasOneWriterAndEachDeadLetterTopicOneReader() {
        for (String topic : KafkaAccess.topics()) {
            assertThat(KafkaAccess.all().stream().filter(access -> access.mayWrite(topic)))
                    .as("who writes to %s", topic)
                    .hasSize(1);
            if (topic.endsWith(".dlt")) {
                assertThat(KafkaAccess.all().stream().filter(access -> access.mayRead(topic)))
                        .as("who reads %s", topic)
                        .hasSize(1);
            }
        }
        assertThat(KafkaAccess.topics())
                .containsAll(Arrays.stream(Topic.values()).map(Topic::wireName).toList());
    }
}
