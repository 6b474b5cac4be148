package io.spirula.messaging.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.messaging.MessagingProperties;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HistoryPropertiesTest {

    private static final MessagingProperties DEFAULTS = messaging(Map.of());

    @Test
    void whatIsKeptByDefaultOutlivesWhateverIsLate() {
        HistoryProperties properties =
                bind(Map.of("spirula.history.any", "x"), "spirula.history", HistoryProperties.class);

        assertThat(properties.keep()).isEqualTo(Duration.ofDays(120));
        assertThatCode(() -> properties.require(DEFAULTS)).doesNotThrowAnyException();
    }

    @Test
    void itIsKeptLongerThanReceivedEventsAreKnown() {
        assertThatThrownBy(() -> new HistoryProperties(Duration.ofDays(100)).require(DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spirula.history.keep must be more than 100d");
        assertThatCode(() -> new HistoryProperties(Duration.ofDays(101)).require(DEFAULTS))
                .doesNotThrowAnyException();
    }

    @Test
    void itIsKeptLongerThanRecordsThatArePublishedAgainStayOnKafka() {
        MessagingProperties again = messaging(Map.of("spirula.messaging.outbox.keep-published", "40d"));

        assertThatThrownBy(() -> new HistoryProperties(Duration.ofDays(130)).require(again))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spirula.history.keep must be more than 130d")
                .hasMessageContaining("40d (spirula.messaging.outbox.keep-published)");
        assertThatCode(() -> new HistoryProperties(Duration.ofDays(131)).require(again))
                .doesNotThrowAnyException();
    }

    private static MessagingProperties messaging(Map<String, String> settings) {
        return bind(settings, "spirula.messaging", MessagingProperties.class);
    }

    private static <T> T bind(Map<String, String> settings, String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate(prefix, type);
    }
}
