package io.spirula.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.history.HistoryProperties;
import io.spirula.messaging.testing.ImmenseSettings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindHandler;

class MessagingPropertiesTest {

    static Stream<Arguments> settings() {
        return ImmenseSettings.of(
                Map.of("spirula.messaging", MessagingProperties.class, "spirula.history", HistoryProperties.class));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("settings")
    void aValueThatNoServiceCanWorkWithIsRefusedByName(String prefix, Class<?> settings, String name) {
        String refusal = ImmenseSettings.refusal(prefix, settings, name, BindHandler.DEFAULT);

        assertThat(refusal).contains(name);
    }
}
