package io.spirula.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.messaging.testing.ImmenseSettings;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class SettingsTest {

    static Stream<Arguments> settings() {
        return ImmenseSettings.of(Map.of("spirula", RestoreServiceProperties.class));
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
