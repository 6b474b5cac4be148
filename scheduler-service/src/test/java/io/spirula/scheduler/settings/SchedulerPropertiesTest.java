package io.spirula.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.messaging.testing.ImmenseSettings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SchedulerPropertiesTest {

    static Stream<Arguments> settings() {
        return ImmenseSettings.of(Map.of("spirula", SchedulerProperties.class));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("settings")
    void aValueThatNoServiceCanWorkWithIsRefusedByName(String prefix, Class<?> settings, String name) {
        String refusal = ImmenseSettings.refusal(prefix, settings, name, BindHandler.DEFAULT);

        assertThat(refusal).contains(name);
    }

    @Test
    void aTenantsNameIsNoLongerThanAnyName() {
        Binder binder = new Binder(
                new MapConfigurationPropertySource(Map.of("spirula.tenants." + "t".repeat(64) + ".pools", "*")));
        assertThatThrownBy(() -> binder.bind("spirula", SchedulerProperties.class))
                .rootCause()
                .hasMessageContaining("named by 1 to 63 characters");
    }
}
