package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.Terminal.Printed;
import io.spirula.sandbox.CephSandboxCluster;
import io.spirula.sandbox.Daemon;
import io.spirula.sandbox.KafkaSandboxBroker;
import io.spirula.sandbox.PostgresSandbox;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code spirula doctor} names what is wrong, and the line that it tells mends it. */
class DoctorIT {

    private static final World WORLD = World.get();
    private static final Terminal TERMINAL = Terminal.of(WORLD);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static Disk disk;

    @BeforeAll
    static void aPolicyNamesThePools() {
        disk = Disk.create(WORLD, "", 4 << 20);
        disk.fill(4 << 20, 1);
        disk.protect();
        disk.backup();
        awaitThatAllIsWell();
    }

    @AfterAll
    static void nothingIsProtected() {
        new LeakCheck(WORLD).pass(2, disk);
        disk.unprotect();
    }

    @Test
    void aCapabilityThatWasTakenAwayIsNamedAndTheLineGivesItBack() {
        CephSandboxCluster cluster = WORLD.sandbox().siteB();
        String before = cluster.ceph("auth", "get", "client.spirula-transfer");
        cluster.ceph(
                "auth",
                "caps",
                "client.spirula-transfer",
                "mon",
                "allow r",
                "osd",
                "profile rbd-read-only pool=rbd, allow rw object_prefix rbd_header.");

        List<JsonNode> failed = failed("capability");

        assertThat(failed).hasSize(2).allSatisfy(finding -> {
            assertThat(text(finding, "code")).isEqualTo("CAPABILITY_MISSING");
            assertThat(finding.at("/services/0").asString()).isEqualTo("transfer-service");
        });
        assertThat(failed)
                .extracting(finding -> text(finding, "text"))
                .anySatisfy(text -> assertThat(text).contains("lacks mon 'profile rbd'"))
                .anySatisfy(text -> assertThat(text).contains("lacks osd 'profile rbd pool=rbd'"));
        cluster.ceph(words(text(failed.get(0), "mend"), "ceph"));
        assertThat(cluster.ceph("auth", "get", "client.spirula-transfer")).isEqualTo(before);
        awaitThatAllIsWell();
    }

    @Test
    void aTopicThatKeepsItsRecordsForAnotherTimeIsNamedAndTheLineSetsItRight() {
        String servers = WORLD.sandbox().kafka().bootstrapServers();
        WORLD.sandbox()
                .kafka()
                .configure(words(
                        "kafka-configs --bootstrap-server " + servers + " --alter --entity-type topics --entity-name"
                                + " spirula.run --add-config retention.ms=8640000000",
                        "kafka-configs"));

        JsonNode finding = failed("topic").get(0);

        assertThat(text(finding, "object")).isEqualTo("spirula.run");
        assertThat(text(finding, "text")).contains("retention.ms is 8640000000 instead of 7776000000");
        WORLD.sandbox().kafka().configure(words(text(finding, "mend"), "kafka-configs"));
        awaitThatAllIsWell();
    }

    @Test
    void aReplicaWithoutAnExclusiveLockIsNamedAndTheLineGivesItOne() {
        Disk bare = Disk.create(WORLD, "", 4 << 20);
        bare.fill(4 << 20, 2);
        bare.protect();
        bare.backup();
        WORLD.target().rbd("feature", "disable", bare.spec(), "fast-diff", "object-map", "exclusive-lock");

        JsonNode finding = failed("features").get(0);

        assertThat(text(finding, "object")).isEqualTo("site-b/" + bare.spec());
        assertThat(text(finding, "code")).isEqualTo("REPLICA_WITHOUT_LOCK");
        WORLD.target().rbd(words(text(finding, "mend"), "rbd"));
        awaitThatAllIsWell();
        bare.fill(4 << 20, 3);
        bare.assertPointEqualsSource(bare.backup());
        bare.unprotect();
    }

    @Test
    @Tag("nightly")
    void aMonitorThatHangsIsNamedInTimeByEachServiceThatNeedsIt() {
        Daemon monitor = WORLD.sandbox().siteB().monitor();
        monitor.pause();
        try {
            long start = System.nanoTime();

            List<JsonNode> failed = failed("cluster");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            assertThat(failed)
                    .flatExtracting(finding -> services(finding))
                    .contains("snapshot-service", "transfer-service", "restore-service");
            assertThat(failed).allSatisfy(finding -> {
                assertThat(text(finding, "object")).isEqualTo("site-b");
                assertThat(text(finding, "code")).isIn("CLUSTER_UNREACHABLE", "CHECK_TIMED_OUT");
            });
        } finally {
            monitor.resume();
        }
        awaitThatAllIsWell();
    }

    @Test
    @Tag("nightly")
    void aDatabaseThatIsAwayIsNamedByEachServiceAndTheRestIsLookedAt() {
        PostgresSandbox postgres = WORLD.sandbox().postgres();
        postgres.stop();
        try {
            JsonNode finding = failed("database").get(0);

            assertThat(text(finding, "code")).isIn("DATABASE_UNREACHABLE", "CHECK_TIMED_OUT");
            assertThat(text(finding, "mend")).startsWith("pg_lsclusters");
            assertThat(TERMINAL.type("doctor", "--all").out()).contains("answers client.spirula-transfer");
        } finally {
            postgres.start();
        }
        awaitThatAllIsWell();
    }

    @Test
    @Tag("nightly")
    void kafkaThatIsAwayIsNamed() {
        KafkaSandboxBroker kafka = WORLD.sandbox().kafka();
        kafka.stop();
        try {
            JsonNode finding = failed("kafka").get(0);

            assertThat(text(finding, "code")).isIn("KAFKA_UNREACHABLE", "CHECK_TIMED_OUT");
            assertThat(text(finding, "mend")).startsWith("systemctl start kafka");
        } finally {
            kafka.start();
        }
        awaitThatAllIsWell();
    }

    @Test
    @Tag("nightly")
    void aServiceThatDoesNotAnswerIsNamed() {
        Daemon service = WORLD.sandbox().service(ServiceKind.RESTORE).process();
        service.pause();
        try {
            assertThat(failed("service"))
                    .extracting(finding -> text(finding, "object"), finding -> text(finding, "code"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("restore-service", "SERVICE_SILENT"));
        } finally {
            service.resume();
        }
        awaitThatAllIsWell();
    }

    @Test
    @Tag("nightly")
    void aRevokedKeyIsNamed() {
        CephSandboxCluster cluster = WORLD.sandbox().siteA();
        String capabilities = cluster.ceph("auth", "export", "client.spirula-restore");
        java.nio.file.Path kept = cluster.keyring("client.spirula-restore").resolveSibling("restore.export");
        assertThat(capabilities).contains("caps");
        cluster.ceph("auth", "export", "client.spirula-restore", "-o", kept.toString());
        cluster.ceph("auth", "rm", "client.spirula-restore");
        try {
            assertThat(failed("cluster"))
                    .extracting(finding -> text(finding, "object"), finding -> text(finding, "code"))
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("site-a", "CLUSTER_REFUSES"));
        } finally {
            cluster.ceph("auth", "import", "-i", kept.toString());
        }
        awaitThatAllIsWell();
    }

    /** A user that may do less on a site than its service needs there, who named no place yet since it started. */
    record Lacking(ServiceKind service, boolean atTheTarget) {

        private String entity() {
            return "client.spirula-" + service.name().toLowerCase(Locale.ROOT);
        }

        private Site site() {
            return atTheTarget ? WORLD.target() : WORLD.source();
        }

        private String finding() {
            return "CAPABILITY_MISSING: " + entity() + " on cluster "
                    + site().cluster().name() + " lacks osd";
        }
    }

    static List<Lacking> lacking() {
        return List.of(
                new Lacking(ServiceKind.SNAPSHOT, false),
                new Lacking(ServiceKind.TRANSFER, false),
                new Lacking(ServiceKind.TRANSFER, true),
                new Lacking(ServiceKind.RESTORE, true));
    }

    @ParameterizedTest
    @MethodSource("lacking")
    @Tag("nightly")
    void aMissingCapabilityIsNamedByTheServiceWhenItStarts(Lacking lacking) {
        ServiceProcess service = WORLD.sandbox().service(lacking.service());
        try (RevokedKey key =
                RevokedKey.narrow(WORLD, lacking.site(), lacking.entity(), "profile rbd-read-only pool=rbd")) {
            System.out.println("less of " + key);
            service.stop();
            service.start();
            await("its log names what is missing, and health tells it")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> {
                        assertThat(Files.readString(service.process().log())).contains(lacking.finding());
                        assertThat(Scrape.get(service, "/actuator/health").body())
                                .contains("DEGRADED", "CAPABILITY_MISSING", lacking.entity());
                    });
        } finally {
            service.stop();
            service.start();
        }
        awaitThatAllIsWell();
    }

    private static void awaitThatAllIsWell() {
        await("all is well").atMost(PATIENCE).untilAsserted(() -> {
            Printed printed = TERMINAL.type("doctor");
            assertThat(printed.exit()).as("%s", printed).isZero();
        });
    }

    /** What failed of one check; awaited, since all that is asked may be busy. */
    private static List<JsonNode> failed(String check) {
        List<JsonNode> failed = new ArrayList<>();
        await("a failed check of " + check).atMost(PATIENCE).until(() -> {
            Printed printed = TERMINAL.type("doctor", "-o", "json");
            failed.clear();
            StreamSupport.stream(
                            new JsonMapper()
                                    .readTree(printed.out())
                                    .path("findings")
                                    .spliterator(),
                            false)
                    .filter(finding -> text(finding, "verdict").equals("failed")
                            && text(finding, "check").equals(check))
                    .forEach(failed::add);
            return printed.exit() == 1 && !failed.isEmpty();
        });
        return failed;
    }

    private static String text(JsonNode finding, String field) {
        return finding.path(field).asString("");
    }

    private static List<String> services(JsonNode finding) {
        return finding.path("services").values().stream()
                .map(service -> service.asString(""))
                .toList();
    }

    /** As a shell would read the line: words, and what is between single quotes; without the program and the comment. */
    private static String[] words(String line, String program) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.split(" {3}# ", 2)[0]);
        while (word.find()) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        assertThat(words.get(0)).isEqualTo(program);
        return words.subList(1, words.size()).toArray(String[]::new);
    }
}
