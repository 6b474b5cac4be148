package io.spirula.scheduler.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTextTest {

    private final ManifestReader reader = new ManifestReader();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ every: 90m, jitter: 7s, catchUp: false }",
                "{ cron: \"0 */2 * * *\", zone: Europe/Berlin }",
                "{ every: 15s }\n  audit: { every: never }",
                "{ every: 15s }\n  audit: { every: 7d }"
            })
    void whatIsWrittenIsReadAsTheSamePolicy(String schedule) {
        Manifest manifest = reader.read("""
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: gold, tenant: acme }
                spec:
                  source:
                    cluster: site-a
                    pools: [rbd, ssd/tenant]
                    images: ["vm-*", "$(x) \\"'"]
                    exclude: ["*-scratch"]
                    labels: { backup: gold }
                  schedule: %s
                  targets:
                    - { name: dr, type: rbd, cluster: site-b, pool: backup, namespace: acme, retention: { last: 7 } }
                    - { name: far, type: rbd, cluster: site-c, pool: backup, retention: { last: 2 } }
                  sourceRetention: { last: 3 }
                  diff: exact
                  verify: none
                  digest: none
                  objectives: { rpo: 1h }
                  limits:
                    bandwidth: 50MiB/s
                    windows:
                      - { from: "22:00", to: "06:00", zone: Europe/Berlin, bandwidth: 2GiB/s }
                      - { from: "12:00", to: "13:30", bandwidth: unlimited }
                """.formatted(schedule), Set.of());

        Manifest again = reader.read(ManifestText.of(manifest.name(), "acme", manifest.spec()), Set.of());

        assertThat(again.name()).isEqualTo("gold");
        assertThat(again.tenant()).isEqualTo("acme");
        assertThat(again.spec()).isEqualTo(manifest.spec());
    }
}
