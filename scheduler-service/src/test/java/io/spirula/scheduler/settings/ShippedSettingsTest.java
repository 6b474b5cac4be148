package io.spirula.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.io.ClassPathResource;

class ShippedSettingsTest {

    @Test
    void noTenantComesWithTheService() throws IOException {
        assertThat(new ClassPathResource("application.yml").getContentAsString(StandardCharsets.UTF_8))
                .contains("spirula:")
                .doesNotContain("tenants");
    }

    /** The other services have a map at spirula.clusters, and one file may be for all of them. */
    @Test
    void aFileThatOtherServicesReadTooSaysWhichClustersThereAre() {
        SchedulerProperties bound = new Binder(new MapConfigurationPropertySource(Map.of(
                        "spirula.clusters.site-a.conf", "/etc/ceph/site-a.conf",
                        "spirula.clusters.site-a.user", "spirula-transfer",
                        "spirula.known-clusters", "site-a,site-b")))
                .bind("spirula", SchedulerProperties.class)
                .get();
        assertThat(bound.knownClusters()).containsExactlyInAnyOrder("site-a", "site-b");
        assertThat(SchedulerProperties.class.getRecordComponents())
                .extracting(RecordComponent::getName)
                .doesNotContain("clusters");
    }
}
