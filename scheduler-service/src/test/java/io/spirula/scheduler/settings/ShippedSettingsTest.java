package io.spirula.scheduler.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

class ShippedSettingsTest {

    @Test
    void noTenantComesWithTheService() throws IOException {
        assertThat(new ClassPathResource("application.yml").getContentAsString(StandardCharsets.UTF_8))
                .contains("spirula:")
                .doesNotContain("tenants");
    }
}
