package io.spirula.scheduler.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.PolicySpec;
import io.spirula.scheduler.db.Json;
import io.spirula.scheduler.manifest.ManifestReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DraftTest {

    private static final String MANIFEST = """
            apiVersion: spirula/v1
            kind: Policy
            metadata: { name: gold }
            spec:
              source: { cluster: site-a, pools: [rbd] }
              schedule: { every: 1h }
              %s
              targets: [ { name: dr, type: rbd, cluster: site-b, pool: backup, retention: { last: 2 } } ]
            """;

    private final Json json = new Json();

    private static PolicySpec read(String line) {
        return new ManifestReader().read(MANIFEST.formatted(line), Set.of()).spec();
    }

    /** As the database has it that a version wrote which did not know these fields. */
    private PolicySpec former() {
        ObjectNode spec = new JsonMapper().readTree(json.write(read(""))).asObject();
        spec.remove(List.of("digest", "audit"));
        return json.read(spec.toString(), PolicySpec.class);
    }

    private static Policy policy(PolicySpec spec) {
        return new Policy("gold", "default", 1, false, spec, "", Instant.EPOCH, Instant.EPOCH);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', true",
        "digest: auto, true",
        "digest: none, false",
        "'audit: { every: 30d }', true",
        "'audit: { every: 7d }', false"
    })
    void afterAnUpgradeAPolicyIsUnchangedWhereItsManifestSaysNothingElse(String line, boolean unchanged) {
        Draft draft = new Draft(policy(read(line)), Optional.of(policy(former())), List.of());

        assertThat(draft.unchanged()).isEqualTo(unchanged);
    }
}
