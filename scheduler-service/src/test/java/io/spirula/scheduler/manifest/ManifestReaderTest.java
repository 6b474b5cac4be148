package io.spirula.scheduler.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.contracts.policy.DigestMode;
import io.spirula.contracts.policy.Limits;
import io.spirula.contracts.policy.PolicySpec;
import io.spirula.contracts.policy.VerifyMode;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.Refusal;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestReaderTest {

    private static final Set<String> CLUSTERS = Set.of("site-a", "site-b");
    private static final String GOOD = """
            apiVersion: spirula/v1
            kind: Policy
            metadata: { name: gold, tenant: acme }
            spec:
              source: { cluster: site-a, pools: [rbd, rbd/ns], images: ["vm-*"], exclude: ["*-scratch"], labels: { backup: gold } }
              schedule: { every: 15m, jitter: 30s, catchUp: false }
              targets:
                - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 3 } }
              sourceRetention: { last: 2 }
              diff: exact
              verify: none
              digest: none
              objectives: { rpo: 1h }
              audit: { every: 7d }
            """;
    private final ManifestReader reader = new ManifestReader();

    @Test
    void everyFieldIsRead() {
        Manifest manifest = reader.read(GOOD, CLUSTERS);
        PolicySpec spec = manifest.spec();
        assertThat(manifest.name()).isEqualTo("gold");
        assertThat(manifest.tenant()).isEqualTo("acme");
        assertThat(spec.source().pools()).containsExactly("rbd", "rbd/ns");
        assertThat(spec.source().labels()).containsEntry("backup", "gold");
        assertThat(spec.schedule().every()).isEqualTo(Duration.ofMinutes(15));
        assertThat(spec.schedule().jitter()).isEqualTo(Duration.ofSeconds(30));
        assertThat(spec.schedule().catchUp()).isFalse();
        assertThat(spec.targets().get(0).target().key()).isEqualTo("rbd:site-b/rbd");
        assertThat(spec.targets().get(0).retention().last()).isEqualTo(3);
        assertThat(spec.sourceRetention().last()).isEqualTo(2);
        assertThat(spec.diff()).isEqualTo(DiffMode.EXACT);
        assertThat(spec.verify()).isEqualTo(VerifyMode.NONE);
        assertThat(spec.digestMode()).isEqualTo(DigestMode.NONE);
        assertThat(spec.objectives().rpo()).isEqualTo(Duration.ofHours(1));
        assertThat(spec.auditRule().every()).isEqualTo(Duration.ofDays(7));
        assertThat(manifest.warnings()).isEmpty();
    }

    @Test
    void limitsMayChangeWithTheTimeOfDay() {
        PolicySpec spec = reader.read(GOOD + """
                  limits:
                    bandwidth: 50MiB/s
                    windows:
                      - { from: "22:00", to: "06:00", zone: Europe/Berlin, bandwidth: 1GiB/s }
                      - { from: "12:00", to: "13:30", bandwidth: unlimited }
                """, CLUSTERS).spec();

        assertThat(spec.limits())
                .isEqualTo(new Limits(
                        50L << 20,
                        List.of(
                                new BandwidthWindow(LocalTime.of(22, 0), LocalTime.of(6, 0), "Europe/Berlin", 1L << 30),
                                new BandwidthWindow(LocalTime.of(12, 0), LocalTime.of(13, 30), "UTC", null))));
    }

    @Test
    void anAuditCanBeTurnedOff() {
        PolicySpec spec =
                reader.read(GOOD.replace("every: 7d", "every: never"), CLUSTERS).spec();
        assertThat(spec.auditRule().every()).isNull();
    }

    @Test
    void whatIsLeftOutHasSafeDefaults() {
        PolicySpec spec = reader.read("""
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: p }
                spec:
                  source: { cluster: site-a, pools: [rbd] }
                  schedule: { cron: "0 */2 * * *", zone: Asia/Shanghai }
                  targets: [ { name: dr, type: rbd, cluster: site-b, pool: rbd, namespace: ns, retention: { last: 1 } } ]
                """, CLUSTERS).spec();
        assertThat(spec.source().images()).containsExactly("*");
        assertThat(spec.schedule().cron()).isEqualTo("0 */2 * * *");
        assertThat(spec.schedule().zone()).isEqualTo("Asia/Shanghai");
        assertThat(spec.schedule().jitter()).isZero();
        assertThat(spec.schedule().catchUp()).isTrue();
        assertThat(spec.sourceRetention().last()).isEqualTo(1);
        assertThat(spec.diff()).isEqualTo(DiffMode.AUTO);
        assertThat(spec.verify()).isEqualTo(VerifyMode.READ_BACK);
        assertThat(spec.digestMode()).isEqualTo(DigestMode.DEFAULT);
        assertThat(spec.objectives().rpo()).isNull();
        assertThat(spec.limits()).isNull();
        assertThat(spec.auditRule().every()).isEqualTo(Duration.ofDays(30));
        assertThat(spec.targets().get(0).target().key()).isEqualTo("rbd:site-b/rbd/ns");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            apiVersion: spirula/v1            | apiVersion: spirula/v2                | apiVersion            | spirula/v1
            kind: Policy                      | kind: Plicy                           | kind                  | Policy
            name: gold                        | name: Gold                            | metadata.name         | a-z
            name: gold                        | name: 12                              | metadata.name         | quote it
            name: gold,                       |                                       | metadata.name         | missing
            tenant: acme                      | owner: acme                           | metadata.owner        | not a field
            cluster: site-a                   | cluster: site-x                       | spec.source.cluster   | site-x
            pools: [rbd, rbd/ns]              | pools: []                             | spec.source.pools     | 1 to 1000
            pools: [rbd, rbd/ns]              | pools: rbd                            | spec.source.pools     | list
            pools: [rbd, rbd/ns]              | pools: [a/b/c]                        | spec.source.pools[0]  | pool/namespace
            images: ["vm-*"]                  | images: ["vm-["]                      | spec.source.images[0] | not closed
            images: ["vm-*"]                  | images: [7]                           | spec.source.images[0] | quote it
            exclude:                          | excludes:                             | spec.source.excludes  | not a field
            backup: gold                      | backup: true                          | spec.source.labels.backup | quote it
            every: 15m                        | every: 15                             | spec.schedule.every   | value '15'
            every: 15m                        | every: 0s                             | spec.schedule.every   | from 1s
            every: 15m                        | every: soon                           | spec.schedule.every   | 10s, 15m
            every: 15m                        | every: 15m, cron: "0 0 * * *"         | spec.schedule.every   | not both
            every: 15m                        | cron: "0 0 31 2 *"                    | spec.schedule.cron    | never comes
            every: 15m                        | cron: "61 * * * *"                    | spec.schedule.cron    | cron expression
            every: 15m                        | every: 15m, zone: Mars/Olympus        | spec.schedule.zone    | IANA
            jitter: 30s                       | jitter: 16m                           | spec.schedule.jitter  | at most 15m
            catchUp: false                    | catchUp: no way                       | spec.schedule.catchUp | true or false
            type: rbd                         | type: archive                         | spec.targets[0].type  | not supported by this version
            type: rbd                         | type: tape                            | spec.targets[0].type  | tape
            cluster: site-b                   | cluster: site-a                       | spec.targets[0].pool  | copies need another
            retention: { last: 3 }            | retention: { last: 0 }                | spec.targets[0].retention.last | whole number from 1
            retention: { last: 3 }            | retention: { last: many }             | spec.targets[0].retention.last | whole number
            retention: { last: 3 }            | retention: { last: 3, daily: 7 }      | spec.targets[0].retention.daily | not supported by this version
            retention: { last: 3 }            | compression: zstd, retention: { last: 3 } | spec.targets[0].compression | not supported
            , retention: { last: 3 }          |                                       | spec.targets[0].retention | missing
            diff: exact                       | diff: guess                           | spec.diff             | guess
            verify: none                      | verify: maybe                         | spec.verify           | maybe
            digest: none                      | digest: sha1                          | spec.digest           | sha1
            objectives: { rpo: 1h }           | objectives: { rpo: 0s }               | spec.objectives.rpo   | longer than nothing
            objectives: { rpo: 1h }           | objectives: { rpo: 3661d }            | spec.objectives.rpo   | at most 3660d
            objectives: { rpo: 1h }           | objectives: { rpo: PT9223372036854775807S } | spec.objectives.rpo | at most 3660d
            every: 15m                        | every: PT9223372036854775807S         | spec.schedule.every   | to 366d
            jitter: 30s                       | jitter: PT9223372036854775807S        | spec.schedule.jitter  | at most 15m
            retention: { last: 3 }            | retention: { last: 9223372036854775807 } | spec.targets[0].retention.last | to 10000
            objectives: { rpo: 1h }           | limits: { }                           | spec.limits.bandwidth | is missing
            objectives: { rpo: 1h }           | limits: { bandwidth: 50MB/s }         | spec.limits.bandwidth | 50MiB/s
            objectives: { rpo: 1h }           | limits: { bandwidth: 50MiB }          | spec.limits.bandwidth | 50MiB/s
            objectives: { rpo: 1h }           | limits: { bandwidth: 0MiB/s }         | spec.limits.bandwidth | from 1MiB/s
            objectives: { rpo: 1h }           | limits: { bandwidth: 999999999TiB/s } | spec.limits.bandwidth | to 1TiB/s
            objectives: { rpo: 1h }           | limits: { bandwidth: 16777217TiB/s }  | spec.limits.bandwidth | to 1TiB/s
            objectives: { rpo: 1h }           | limits: { bandwidth: 7 }              | spec.limits.bandwidth | quote it
            objectives: { rpo: 1h }           | limits: { bandwidth: 1MiB/s, burst: 2 } | spec.limits.burst   | not a field
            objectives: { rpo: 1h }           | limits: { windows: [] }               | spec.limits.windows   | 1 to 1000
            objectives: { rpo: 1h }           | limits: { windows: [ { to: "06:00", bandwidth: 9MiB/s } ] } | spec.limits.windows[0].from | is missing
            objectives: { rpo: 1h }           | limits: { windows: [ { from: "1:00", to: "06:00", bandwidth: 9MiB/s } ] } | spec.limits.windows[0].from | 06:30
            objectives: { rpo: 1h }           | limits: { windows: [ { from: "24:00", to: "06:00", bandwidth: 9MiB/s } ] } | spec.limits.windows[0].from | to 23:59
            objectives: { rpo: 1h }           | limits: { windows: [ { from: "06:00", to: "06:00", bandwidth: 9MiB/s } ] } | spec.limits.windows[0].to | no length
            objectives: { rpo: 1h }           | limits: { windows: [ { from: "22:00", to: "06:00" } ] } | spec.limits.windows[0].bandwidth | is missing
            objectives: { rpo: 1h }           | limits: { windows: [ { from: "22:00", to: "06:00", bandwidth: 9MiB/s, zone: Mars } ] } | spec.limits.windows[0].zone | IANA
            every: 7d                         | every: 23h                            | spec.audit.every      | 1d to 365d
            every: 7d                         | every: 366d                           | spec.audit.every      | 1d to 365d
            every: 7d                         | often: 7d                             | spec.audit.every      | missing
            objectives: { rpo: 1h }           | consistency: { freeze: guest-agent }  | spec.consistency      | not supported by this version
            diff: exact                       | diff:                                 | spec.diff             | 1 to 1024
            """)
    void whatIsWrongIsNamedByItsField(String good, String bad, String field, String message) {
        String manifest = GOOD.replace(good, bad == null ? "" : bad);
        assertThat(manifest).isNotEqualTo(GOOD);
        assertThat(problems(manifest)).anySatisfy(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.message() + " " + problem.allowed()).contains(message);
        });
    }

    @Test
    void allProblemsAreToldAtOnce() {
        List<FieldProblem> problems = problems(GOOD.replace("site-a", "x")
                .replace("every: 15m", "every: never")
                .replace("diff: exact", "diff: guess")
                .replace("last: 3", "last: -1"));
        assertThat(problems)
                .extracting(FieldProblem::field)
                .contains("spec.source.cluster", "spec.schedule.every", "spec.diff", "spec.targets[0].retention.last");
        assertThat(problems)
                .filteredOn(problem -> problem.field().equals("spec.source.cluster"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.allowed()).containsExactly("site-a", "site-b"));
    }

    @Test
    void twoTargetsOfOneNameOrPlaceAreRefused() {
        String twice = GOOD.replace(
                "  sourceRetention",
                "    - { name: dr, type: rbd, cluster: site-b, pool: rbd, retention: { last: 3 } }\n  sourceRetention");
        assertThat(problems(twice))
                .extracting(FieldProblem::field)
                .contains("spec.targets[1].name", "spec.targets[1].pool");
    }

    @Test
    void anObjectiveThatIsShorterThanTheIntervalIsWarnedAbout() {
        assertThat(reader.read(GOOD.replace("rpo: 1h", "rpo: 1m"), CLUSTERS).warnings())
                .singleElement()
                .asString()
                .contains("rpo");
    }

    @Test
    void whatIsNoManifestIsRefusedWithoutTellingOfOurInsides() {
        for (String text :
                List.of("", "[]", "a: b: c", "kind: Policy\nkind: Policy", "--- {}\n--- {}", "\"x\"", "{", "&a [*a]")) {
            assertThatThrownBy(() -> reader.read(text, CLUSTERS))
                    .as(text)
                    .isInstanceOf(Refusal.class)
                    .hasMessageNotContaining("tools.jackson");
        }
    }

    @Test
    void aNameOfAPlaceIsNoLongerThanAnIndexTakes() {
        String longest = "x".repeat(255);
        String places = GOOD.replace("site-b, pool: rbd", "site-b, namespace: " + longest + ", pool: " + longest)
                .replace("[rbd, rbd/ns]", "[" + longest + "/" + longest + "]");
        assertThat(reader.read(places, CLUSTERS).spec().source().pools()).containsExactly(longest + "/" + longest);
        assertThat(problems(places.replace(longest, longest + "x")))
                .extracting(FieldProblem::field)
                .containsExactly("spec.source.pools[0]", "spec.targets[0].pool", "spec.targets[0].namespace");
        assertThat(problems(GOOD.replace("site-a", longest + "x")))
                .extracting(FieldProblem::field)
                .contains("spec.source.cluster");
    }

    @Test
    void halfACharacterIsRefusedWhereverItIs() {
        for (String place : List.of("gold", "vm-*", "rbd/ns", "site-a")) {
            assertThatThrownBy(() -> reader.read(GOOD.replace(place, "\"\\uD83D\""), CLUSTERS))
                    .as(place)
                    .isInstanceOf(Refusal.class);
        }
        assertThatThrownBy(() -> reader.read(GOOD.replace("{ backup: gold }", "{ \"\\uD83D\": gold }"), CLUSTERS))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("cut in half");
    }

    @Test
    void hostileDepthAndSizeAreRefused() {
        assertThatThrownBy(() -> reader.read("a: ".repeat(1) + "[".repeat(10_000), CLUSTERS))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> reader.read("a: \"" + "x".repeat(300_000) + "\"", CLUSTERS))
                .isInstanceOf(Refusal.class);
        String laughs = """
                a: &a [x,x,x,x,x,x,x,x,x,x]
                b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
                c: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
                """;
        assertThatThrownBy(() -> reader.read(laughs, CLUSTERS)).isInstanceOf(Refusal.class);
    }

    private List<FieldProblem> problems(String manifest) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> reader.read(manifest, CLUSTERS));
        assertThat(refusal).as(manifest).isNotNull();
        return refusal.errors();
    }
}
