package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.monitoring.Checkout;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What services tell those who watch them. */
class MonitoringIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NAME = Pattern.compile("\\b(?:spirula|kafka|jvm)_[a-z0-9_]+");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world = World.get();

    @Test
    void whatDocumentationAlertsAndDashboardNameIsToldAndWhatIsToldIsDocumented() throws IOException {
        Disk disk = Disk.create(world, "", 4 << 20).protect();
        disk.backup();
        List<DocumentedMetric> documented = DocumentedMetric.all();
        assertThat(documented).hasSizeGreaterThan(40);
        await("what is counted now and then").atMost(PATIENCE).untilAsserted(() -> {
            List<Scrape> scrapes = scrapes();
            scrapes.forEach(scrape -> assertTold(scrape, documented));
            assertThat(names(scrapes)).contains("spirula_image_info", "spirula_image_source_snapshots");
        });
        Set<String> told = names(scrapes());
        documented.forEach(metric -> told.add(metric.name()));
        for (String file : List.of("alerts.yml", "alerts_test.yml", "dashboards/spirula.json")) {
            String text = Files.readString(Checkout.path("docs", "monitoring", file));
            assertThat(NAME.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet()))
                    .as("metrics that %s names", file)
                    .isNotEmpty()
                    .isSubsetOf(told);
        }
        disk.unprotect();
    }

    private static void assertTold(Scrape scrape, List<DocumentedMetric> documented) {
        Set<String> names = scrape.samples().stream().map(Scrape.Sample::name).collect(Collectors.toSet());
        for (DocumentedMetric metric : documented) {
            if (metric.fromStart() && metric.services().contains(scrape.service())) {
                assertThat(names).as("metrics of %s", scrape.service()).contains(metric.name());
            }
        }
        for (Scrape.Sample sample : scrape.samples()) {
            if (sample.name().startsWith("spirula_")) {
                assertThat(documented)
                        .as("the documentation of %s of %s", sample, scrape.service())
                        .anyMatch(metric -> metric.covers(sample.name())
                                && metric.labels().equals(sample.labels())
                                && metric.services().contains(scrape.service()));
            }
        }
    }

    private List<Scrape> scrapes() {
        return Arrays.stream(ServiceKind.values())
                .map(kind -> Scrape.of(world.sandbox().service(kind), name(kind)))
                .toList();
    }

    private static Set<String> names(List<Scrape> scrapes) {
        return scrapes.stream()
                .flatMap(scrape -> scrape.samples().stream())
                .map(Scrape.Sample::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(ServiceKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Test
    void theDashboardAsksTheDataSourceThatIsChosenAndEachOfItsPanelsAsksSomething() throws IOException {
        JsonNode dashboard = JSON.readTree(Checkout.path("docs", "monitoring", "dashboards", "spirula.json")
                .toFile());
        assertThat(dashboard.path("templating").path("list").get(0).path("type").asString())
                .isEqualTo("datasource");
        Set<Integer> ids = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).as("id of %s", panel).isTrue();
            if (!panel.path("type").asString().equals("row")) {
                assertThat(panel.path("targets").size()).isPositive();
                assertThat(panel.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
                panel.path("targets")
                        .forEach(target ->
                                assertThat(target.path("expr").asString()).isNotBlank());
            }
        }
    }

    @Test
    void whetherAServiceIsRestartedIsDecidedByNothingButItself() {
        for (ServiceKind kind : ServiceKind.values()) {
            ServiceProcess service = world.sandbox().service(kind);
            var liveness = Scrape.get(service, "/actuator/health/liveness");
            assertThat(liveness.statusCode()).as("%s", kind).isEqualTo(200);
            assertThat(Scrape.get(service, "/actuator/health/readiness").statusCode())
                    .isEqualTo(200);
            JsonNode components = JSON.readTree(liveness.body()).path("components");
            assertThat(components.propertyNames()).as("%s", kind).isSubsetOf("livenessState");
        }
    }

    @Test
    void theHealthOfEachServiceSaysWhatItIsMadeOf() {
        for (ServiceKind kind : ServiceKind.values()) {
            var health = Scrape.get(world.sandbox().service(kind), "/actuator/health");
            assertThat(JSON.readTree(health.body()).path("components").propertyNames())
                    .as("%s", kind)
                    .contains("catchUp", "db", "kafka");
        }
    }

    /** The request waits while the service that takes it is down, so that its trace has to outlive outbox and restart. */
    @Test
    void theTraceOfARequestIsOnAllEventsOfItsRunAndTheRunIsInTheLog() throws IOException {
        Disk disk = Disk.create(world, "", 4 << 20).protect();
        ServiceProcess snapshots = world.sandbox().service(ServiceKind.SNAPSHOT);
        snapshots.stop();
        String trace = "4bf92f3577b34da6a3ce929d0e0e47" + String.format("%02x", disk.hashCode() & 0xff);
        String run = world.api()
                .traced("00-" + trace + "-00f067aa0ba902b7-01")
                .post("/runs", "{\"images\": [\"" + disk.ref() + "\"]}")
                .expect(202)
                .get(0)
                .get("id")
                .asString();
        snapshots.start(Map.of("logging.structured.format.console", "ecs"));
        disk.awaitCompleted(run);
        Path log = snapshots.process().log();
        assertThat(lines(log))
                .as("a structured line of the run")
                .filteredOn(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .anySatisfy(line -> {
                    assertThat(line.path("run").asString()).isEqualTo(run);
                    assertThat(line.path("traceId").asString()).isEqualTo(trace);
                    assertThat(line.path("lineage").asString())
                            .isEqualTo(disk.image().get("lineage").asString());
                });
        assertThat(lines(world.sandbox().service(ServiceKind.TRANSFER).process().log()))
                .as("a plain line of the run")
                .anyMatch(line -> line.contains(" [" + run + "] ") && !line.startsWith("{"));
        snapshots.stop();
        snapshots.start(Map.of("logging.structured.format.console", ""));

        List<ToldEvent> events = await("the end of the run is told")
                .atMost(PATIENCE)
                .until(
                        () -> ToldEvent.all(world.sandbox().kafka().bootstrapServers()).stream()
                                .filter(event -> run.equals(event.header("runid")))
                                .toList(),
                        found -> found.stream().anyMatch(event -> event.type().equals("io.spirula.RunCompleted.v1")));
        assertThat(events)
                .extracting(ToldEvent::type)
                .contains(
                        "io.spirula.BackupRequested.v1",
                        "io.spirula.RunStarted.v1",
                        "io.spirula.SnapshotCreated.v1",
                        "io.spirula.CopyChanged.v1",
                        "io.spirula.CopyCompleted.v1",
                        "io.spirula.UsageRecorded.v1",
                        "io.spirula.RunCompleted.v1");
        assertThat(events)
                .filteredOn(event -> !event.type().contains("Progressed"))
                .allSatisfy(event ->
                        assertThat(event.header("traceparent")).as(event.type()).startsWith("00-" + trace));
        disk.unprotect();
    }

    private static List<String> lines(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.toList();
        }
    }
}
