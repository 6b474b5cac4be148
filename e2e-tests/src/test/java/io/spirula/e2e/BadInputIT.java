package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.Terminal.Printed;
import io.spirula.sandbox.ServiceKind;
import io.spirula.sandbox.ServiceProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What people type that cannot be meant: it is refused saying what and where, and nothing changes. */
class BadInputIT {

    private static final long MIB = 1 << 20;
    private static final int USAGE = 2;
    private static final int NOT_FOUND = 3;
    private static final int REFUSED = 4;

    private static final World WORLD = World.get();
    private static final Terminal TERMINAL = Terminal.of(WORLD);
    private static Disk disk;
    private static Disk bystander;

    /**
     * A line that somebody types.
     *
     * @param input what it reads from standard input
     * @param told all of it is told on standard error
     */
    record Line(int exit, List<String> words, String input, List<String> told) {

        @Override
        public String toString() {
            String text = String.join(" ", words) + (input.isEmpty() ? "" : " < " + told);
            return text.length() > 100 ? text.substring(0, 100) : text;
        }
    }

    @BeforeAll
    static void oneDiskIsProtectedAndOneIsNot() {
        disk = Disk.create(WORLD, "", 8 * MIB);
        disk.fill(8 * MIB, 1);
        disk.protect();
        bystander = Disk.create(WORLD, "", 4 * MIB);
        await("the inventory knows both")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(bystander.image()).isNotNull());
    }

    @AfterAll
    static void nothingIsProtected() {
        disk.unprotect();
    }

    static Stream<Line> manifests() {
        return Stream.of(
                manifest(m -> m.replace("schedule:", "shedule:"), "spec.shedule", "not a field"),
                manifest(m -> m.replace("kind: Policy", "kind: Plicy"), "kind", "Plicy"),
                manifest(
                        m -> m.replace("cluster: site-a", "cluster: site-x"),
                        "spec.source.cluster",
                        "site-x",
                        "site-a"),
                manifest(m -> m.replace("cluster: site-b", "cluster: site-x"), "spec.targets[0].cluster", "site-x"),
                manifest(m -> m.replace("pools: [\"rbd\"]", "pools: [\"vms\"]"), "spec.source.pools[0]", "no pool vms"),
                manifest(
                        m -> m.replace("pools: [\"rbd\"]", "pools: [\"rbd\", \"rbd/nobody\"]"),
                        "spec.source.pools[1]",
                        "no namespace nobody"),
                manifest(m -> m.replace("pool: rbd,", "pool: backups,"), "spec.targets[0].pool", "no pool backups"),
                manifest(
                        m -> m.replace("pool: rbd,", "pool: rbd, namespace: nobody,"),
                        "spec.targets[0].pool",
                        "no namespace nobody"),
                manifest(m -> m.replace("every: 24h", "every: 0s"), "spec.schedule.every", "0s"),
                manifest(m -> m.replace("every: 24h", "cron: \"61 * * * *\""), "spec.schedule.cron", "61"),
                manifest(m -> m.replace("every: 24h", "every: 24h, cron: \"0 0 * * *\""), "spec.schedule", "not both"),
                manifest(m -> m.replace("tenant: default", "tenant: nobody"), "metadata.tenant", "nobody"),
                manifest(m -> m.replace("rpo: 1h", "rpo: soon"), "spec.objectives.rpo", "soon"),
                manifest(
                        m -> m.replace("rpo: 1h", "rpo: PT9223372036854775807S"),
                        "spec.objectives.rpo",
                        "at most 3660d"),
                new Line(USAGE, apply(), "a: [", List.of("document", "expected the node content")),
                new Line(USAGE, apply(), "- just\n- a list\n", List.of("metadata.name")),
                new Line(USAGE, List.of("apply", "-f", "/no/such/file.yaml"), "", List.of("/no/such/file.yaml")));
    }

    static Stream<Line> commands() {
        return Stream.of(
                line(NOT_FOUND, "site-a/rbd/no-such-image", "backup", "site-a/rbd/no-such-image"),
                line(NOT_FOUND, "$(touch", "backup", "site-a/rbd/$(touch x)"),
                line(NOT_FOUND, "xxxxxxxx", "points", "site-a/rbd/" + "x".repeat(300)),
                line(NOT_FOUND, "Größe", "points", "site-a/rbd/Größe ' \" ; --"),
                line(NOT_FOUND, "no-such-policy", "policy", "show", "no-such-policy"),
                line(NOT_FOUND, "no-such-policy", "policy", "delete", "no-such-policy"),
                line(NOT_FOUND, "ffffffff", "restore", "DISK", "--point", "ffffffff", "--to", "site-b/rbd/new"),
                line(
                        REFUSED,
                        "2020-01-01",
                        "restore",
                        "DISK",
                        "--at",
                        "2020-01-01T00:00:00Z",
                        "--to",
                        "site-b/rbd/new"),
                line(REFUSED, "exists", "restore", "DISK", "--to", "BYSTANDER"),
                line(USAGE, "site-x", "restore", "DISK", "--to", "site-x/rbd/new"),
                line(USAGE, "cluster/pool", "restore", "DISK", "--to", "just-a-name"),
                line(USAGE, "255", "restore", "DISK", "--to", "site-b/rbd/" + "n".repeat(300)),
                line(USAGE, "@", "restore", "DISK", "--to", "site-b/rbd/new@snap"),
                line(REFUSED, "protect", "backup", "BYSTANDER"),
                line(
                        NOT_FOUND,
                        "00000000-0000-7000-8000-000000000000",
                        "cancel",
                        "00000000-0000-7000-8000-000000000000"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"manifests", "commands"})
    void whatCannotBeMeantIsRefusedSayingWhatAndWhereAndChangesNothing(Line line) {
        List<String> before = everything();

        Printed printed = TERMINAL.typeWith(line.input(), names(line.words()));

        assertThat(printed.exit()).as("%s", printed).isEqualTo(line.exit());
        assertThat(printed.err()).contains(line.told());
        assertThat(printed.out()).isEmpty();
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aPatternThatMatchesNothingIsAppliedWithAWarningSinceItMayMatchLater() {
        Disk later = new Disk(WORLD, "", World.unique("later"), World.unique("p-later"));
        Printed applied =
                TERMINAL.typeWith(later.manifest(later.policy(), later.name(), "every: 24h", 3), "apply", "-f", "-");
        assertThat(applied.exit()).as("%s", applied).isZero();
        assertThat(applied.err()).contains(later.name(), "matches no image now");

        later.createImage(4 * MIB);

        await("it matches now")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(later.completePoints()).isNotEmpty());
        unprotect(later);
    }

    @Test
    void aRestoreIntoAPoolThatIsNotThereFailsNamingIt() {
        List<String> before = everything();

        Printed printed = TERMINAL.type("restore", disk.ref(), "--to", "site-b/backups/new", "--wait");

        assertThat(printed.exit()).as("%s", printed).isNotZero();
        assertThat(printed.out()).contains("has no pool backups");
        assertThat(WORLD.api()
                        .get("/restores?limit=1")
                        .expect(200)
                        .get(0)
                        .at("/reason/code")
                        .asString(""))
                .isEqualTo("DESTINATION_POOL_MISSING");
        List<String> more = everything();
        assertThat(more).containsAll(before);
        more.removeAll(before);
        assertThat(more)
                .as("the order, which failed, and nothing else")
                .singleElement()
                .asString()
                .startsWith("/restores ");
    }

    @Test
    @Tag("nightly")
    void aServiceWithoutItsKeyringNamesFileAndUserAndGoesOnWhenItIsBack() throws IOException {
        ServiceProcess service = WORLD.sandbox().service(ServiceKind.TRANSFER);
        Path keyring = WORLD.target().cluster().keyring("client.spirula-transfer");
        Path away = keyring.resolveSibling("away");
        service.stop();
        Files.move(keyring, away);
        disk.fill(8 * MIB, 5);
        String run = disk.startBackup();
        try {
            service.start();
            await("what it waits for")
                    .atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(
                                    WORLD.api().get("/runs/" + run).expect(200).toString())
                            .contains(keyring.toString(), "client.spirula-transfer"));
            await("its health tells it")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    Scrape.get(service, "/actuator/health").body())
                            .contains("DEGRADED", keyring.toString(), "client.spirula-transfer"));
        } finally {
            Files.move(away, keyring);
        }
        disk.assertPointEqualsSource(disk.awaitCompleted(run));
        assertThat(service.isRunning()).isTrue();
    }

    @Test
    void anImageOnTheTargetThatIsNotOursIsLeftAloneAndNamed() {
        Disk named = Disk.create(WORLD, "", 4 * MIB);
        named.fill(4 * MIB, 2);
        WORLD.target().rbd("create", "--size", "1M", named.spec());
        String theirs = WORLD.target().imageId(named.spec());
        String run = named.protect().runs().get(0).get("id").asString();

        JsonNode ended = named.awaitEnded(run);

        assertThat(ended.get("state").asString()).as("%s", ended).isEqualTo("failed");
        assertThat(ended.get("reason").get("text").asString()).contains(named.name());
        assertThat(WORLD.target().imageId(named.spec())).isEqualTo(theirs);
        WORLD.target().rbd("rm", "--no-progress", named.spec());
        named.assertPointEqualsSource(named.backup());
        unprotect(named);
    }

    /** And waits for what follows from it, which no other test is to meet. */
    private static void unprotect(Disk disk) {
        disk.unprotect();
        await("the source has nothing of ours any more")
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(WORLD.source().snapshots(disk.spec())).isEmpty());
    }

    private static Line manifest(UnaryOperator<String> mistake, String... told) {
        Disk unnamed = new Disk(WORLD, "", "nobody", "bad-input");
        String good = unnamed.manifest("bad-input", "nobody", "every: 24h", 3);
        String bad = mistake.apply(good);
        assertThat(bad).isNotEqualTo(good);
        return new Line(USAGE, apply(), bad, List.of(told));
    }

    private static Line line(int exit, String told, String... words) {
        return new Line(exit, List.of(words), "", List.of(told));
    }

    private static List<String> apply() {
        return List.of("apply", "-f", "-");
    }

    private static String[] names(List<String> words) {
        return words.stream()
                .map(word -> switch (word) {
                    case "DISK" -> disk.ref();
                    case "BYSTANDER" -> bystander.ref();
                    default -> word;
                })
                .toArray(String[]::new);
    }

    /** All that a refused line could have changed. */
    private static List<String> everything() {
        List<String> found = new ArrayList<>();
        for (String list : List.of("/policies", "/restores", "/tokens", "/runs?limit=500")) {
            WORLD.api()
                    .get(list)
                    .expect(200)
                    .forEach(item -> found.add(list + " "
                            + item.path("id").asString(item.path("name").asString("")) + " " + item.path("revision")));
        }
        for (Site site : List.of(WORLD.source(), WORLD.target())) {
            site.allSnapshots("rbd")
                    .forEach((image, snapshots) -> found.add(site.cluster().name() + " " + image + " " + snapshots));
        }
        return found;
    }
}
