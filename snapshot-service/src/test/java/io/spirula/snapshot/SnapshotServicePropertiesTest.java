package io.spirula.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class SnapshotServicePropertiesTest {

    private static final String[] SITE_A = {
        "spirula.clusters.site-a.conf=/etc/ceph/a.conf",
        "spirula.clusters.site-a.user=spirula-snapshot",
        "spirula.clusters.site-a.keyring=/etc/ceph/a.keyring"
    };

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(Bound.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(SnapshotServiceProperties.class)
    static class Bound {}

    @Test
    void aClusterNeedsConfUserAndKeyringAndTheRestHasDefaults() {
        runner.withPropertyValues(SITE_A).run(context -> {
            SnapshotServiceProperties properties = context.getBean(SnapshotServiceProperties.class);
            assertThat(properties.clusters().get("site-a").operationTimeout()).isEqualTo(Duration.ofSeconds(15));
            assertThat(properties.snapshot().scanInterval()).isEqualTo(Duration.ofSeconds(15));
        });
    }

    @Test
    void aServiceWithoutAClusterDoesNotStart() {
        runner.run(context -> assertThat(context).hasFailed());
    }

    @Test
    void aClusterWithoutAUserIsRefused() {
        runner.withPropertyValues(SITE_A[0], SITE_A[2])
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void aScanIntervalThatWouldHoldImagesHostageIsRefused() {
        runner.withPropertyValues(SITE_A)
                .withPropertyValues("spirula.snapshot.scan-interval=2m")
                .run(context -> assertThat(context).hasFailed());
    }
}
