package io.spirula.rbd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClusterConfigTest {

    private static ClusterConfig config(String name, String user, Duration timeout) {
        return new ClusterConfig(name, Path.of("ceph.conf"), user, Path.of("keyring"), timeout);
    }

    @Test
    void whatCannotBeMeantIsRefusedByName() {
        config("site-a", "spirula-transfer", Duration.ofSeconds(5));
        assertThatThrownBy(() -> config("", "x", Duration.ofSeconds(5))).hasMessageContaining("cluster name");
        assertThatThrownBy(() -> config("a/b", "x", Duration.ofSeconds(5))).hasMessageContaining("cluster name");
        assertThatThrownBy(() -> config("a", "client.x", Duration.ofSeconds(5)))
                .hasMessageContaining("without 'client.'");
        assertThatThrownBy(() -> config("a", "x", Duration.ZERO)).hasMessageContaining("operation timeout");
        assertThatThrownBy(() -> config("a", "x", Duration.ofDays(1))).hasMessageContaining("PT1H");
    }
}
