package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SandboxSettingsTest {

    @Test
    void portsAndDirectoryHaveTheDocumentedDefaults() {
        assertThat(SandboxSettings.fromEnvironment(Map.of("XDG_STATE_HOME", "/state")))
                .isEqualTo(
                        new SandboxSettings(Path.of("/state/spirula-sandbox"), 8080, 8081, 19092, 15432, 7100, 7200));
    }

    @Test
    void theEnvironmentChangesEachOfThem() {
        var environment = Map.of(
                "SPIRULA_SANDBOX_DIR", "/somewhere/else",
                "SPIRULA_SANDBOX_API_PORT", "1001",
                "SPIRULA_SANDBOX_MANAGEMENT_PORT", "1002",
                "SPIRULA_SANDBOX_KAFKA_PORT", "1003",
                "SPIRULA_SANDBOX_POSTGRES_PORT", "1004",
                "SPIRULA_SANDBOX_SITE_A_PORT", "1005",
                "SPIRULA_SANDBOX_SITE_B_PORT", "1006");

        assertThat(SandboxSettings.fromEnvironment(environment))
                .isEqualTo(new SandboxSettings(Path.of("/somewhere/else"), 1001, 1002, 1003, 1004, 1005, 1006));
    }

    @Test
    void aPortThatIsNoneIsRefusedByName() {
        assertThatThrownBy(() -> SandboxSettings.fromEnvironment(Map.of("SPIRULA_SANDBOX_KAFKA_PORT", "many")))
                .hasMessageContaining("SPIRULA_SANDBOX_KAFKA_PORT is 'many'");
    }
}
