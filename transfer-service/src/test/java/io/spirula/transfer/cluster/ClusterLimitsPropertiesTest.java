package io.spirula.transfer.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

class ClusterLimitsPropertiesTest {

    private static ClusterLimitsProperties bound(Map<String, String> settings) {
        LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
        validator.afterPropertiesSet();
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate(
                        "spirula.transfer",
                        Bindable.of(ClusterLimitsProperties.class),
                        new ValidationBindHandler(validator));
    }

    @Test
    void nothingIsLimitedUnlessSet() {
        ClusterLimits limits = bound(Map.of()).of("site-a");

        assertThat(limits.moves()).isNull();
        assertThat(limits.asSource().limits()).isEqualTo(Limits.NONE);
        assertThat(limits.asTarget().limits()).isEqualTo(Limits.NONE);
    }

    @Test
    void eachClusterHasItsOwnInBothDirections() {
        ClusterLimitsProperties all = bound(Map.of(
                "spirula.transfer.clusters.site-a.moves", "7",
                "spirula.transfer.clusters.site-a.as-source.bandwidth", "100MB",
                "spirula.transfer.clusters.site-b.as-target.windows[0].from", "22:00",
                "spirula.transfer.clusters.site-b.as-target.windows[0].to", "06:30",
                "spirula.transfer.clusters.site-b.as-target.windows[0].zone", "Europe/Berlin",
                "spirula.transfer.clusters.site-b.as-target.windows[0].bandwidth", "1GB"));

        assertThat(all.of("site-a").moves()).isEqualTo(7);
        assertThat(all.of("site-a").asSource().limits()).isEqualTo(new Limits(100L << 20, List.of()));
        assertThat(all.of("site-a").asTarget().limits()).isEqualTo(Limits.NONE);
        assertThat(all.of("site-b").asTarget().limits())
                .isEqualTo(new Limits(
                        null,
                        List.of(new BandwidthWindow(
                                LocalTime.of(22, 0), LocalTime.of(6, 30), "Europe/Berlin", 1L << 30))));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
            moves,                         0,                   moves
            moves,                         65,                  moves
            as-source.bandwidth,           1B,                  1MB to 1TB
            as-target.bandwidth,           9223372036854775807B, 1MB to 1TB
            as-target.windows[0].from,     06:00,               such as 06:30
            as-target.windows[0].to,       soon,                such as 06:30
            """)
    void whatCannotBeMeantIsRefused(String setting, String value, String why) {
        assertThatThrownBy(() -> bound(Map.of("spirula.transfer.clusters.site-a." + setting, value)))
                .hasStackTraceContaining(why);
    }

    @Test
    void aWindowInAZoneThatIsNoneIsRefused() {
        assertThatThrownBy(() -> bound(Map.of(
                        "spirula.transfer.clusters.site-a.as-source.windows[0].from", "22:00",
                        "spirula.transfer.clusters.site-a.as-source.windows[0].to", "06:00",
                        "spirula.transfer.clusters.site-a.as-source.windows[0].zone", "Mars/Olympus")))
                .hasStackTraceContaining("zone must be an IANA time zone: Mars/Olympus");
    }
}
