package io.spirula.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.testing.ImmenseSettings;
import io.spirula.transfer.backoff.BackOffProperties;
import io.spirula.transfer.cluster.ConcurrencyProperties;
import io.spirula.transfer.lease.LeaseProperties;
import io.spirula.transfer.move.MoveProperties;
import io.spirula.transfer.usage.UsageProperties;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class SettingsTest {

    static Stream<Arguments> settings() {
        return ImmenseSettings.of(Map.of(
                "spirula.transfer.move",
                MoveProperties.class,
                "spirula.transfer.back-off",
                BackOffProperties.class,
                "spirula.transfer.lease",
                LeaseProperties.class,
                "spirula.transfer.usage",
                UsageProperties.class,
                "spirula.transfer.concurrency",
                ConcurrencyProperties.class));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("settings")
    void aValueThatNoServiceCanWorkWithIsRefusedByName(String prefix, Class<?> settings, String name) {
        String refusal = ImmenseSettings.refusal(prefix, settings, name, validated());

        assertThat(refusal.replaceAll("[^a-zA-Z]", "")).containsIgnoringCase(name.replaceAll(".*\\.|-", ""));
    }

    private static ValidationBindHandler validated() {
        LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
        validator.afterPropertiesSet();
        return new ValidationBindHandler(validator);
    }
}
