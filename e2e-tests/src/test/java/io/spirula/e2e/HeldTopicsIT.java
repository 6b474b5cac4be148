package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.contracts.event.Service;
import io.spirula.contracts.event.Topic;
import io.spirula.sandbox.ServiceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service does not get to read one of its topics for a while, and everything else goes on: runs on a short schedule, each
 * with two targets of which each keeps one point, policies that change, images that come, a restore that is under way and one
 * that somebody types. Nothing that is in use is deleted, no replica has to be begun anew, and what was typed is done.
 */
@Tag("nightly")
class HeldTopicsIT {

    private static final World WORLD = World.get();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long MIB = 1 << 20;
    private static final Duration HELD = Duration.ofSeconds(60);
    private static final Duration TYPED = Duration.ofMinutes(4);
    private static final String ROUNDS = System.getProperty("spirula.rounds", "");

    /** Only told when there is much to tell, or when somebody asks. */
    private static final Set<Topic> SELDOM = Set.of(Topic.TRANSFER_PROGRESS, Topic.RESTORE_PROGRESS);

    private static Disk disk;
    private static long seed;

    record Pair(ServiceKind service, Topic topic) {

        /** Whose word the scheduler does not get while this is held; nothing where it is no matter of questions. */
        Optional<String> silent() {
            if (topic == Topic.QUERY) {
                return Optional.of(service.module());
            }
            return new KafkaAccess(Service.valueOf(service.name())).asked().contains(topic)
                    ? Optional.of(topic.producer().wireName())
                    : Optional.empty();
        }
    }

    /**
     * What is held at the same time: each in the way of something else. Those without which nothing is copied any more, so that
     * nothing is pruned, either, are not here.
     */
    private static final List<List<Pair>> TOGETHER = List.of(
            List.of(
                    new Pair(ServiceKind.TRANSFER, Topic.RESTORE),
                    new Pair(ServiceKind.SNAPSHOT, Topic.POLICY),
                    new Pair(ServiceKind.SCHEDULER, Topic.INVENTORY)),
            List.of(
                    new Pair(ServiceKind.RESTORE, Topic.COMMAND),
                    new Pair(ServiceKind.SNAPSHOT, Topic.TRANSFER),
                    new Pair(ServiceKind.SCHEDULER, Topic.SNAPSHOT)),
            List.of(
                    new Pair(ServiceKind.TRANSFER, Topic.COMMAND),
                    new Pair(ServiceKind.SNAPSHOT, Topic.SNAPSHOT),
                    new Pair(ServiceKind.SCHEDULER, Topic.RESTORE)),
            List.of(
                    new Pair(ServiceKind.RESTORE, Topic.TRANSFER),
                    new Pair(ServiceKind.TRANSFER, Topic.POLICY),
                    new Pair(ServiceKind.SNAPSHOT, Topic.COMMAND),
                    new Pair(ServiceKind.SCHEDULER, Topic.COMMAND)),
            List.of(
                    new Pair(ServiceKind.SCHEDULER, Topic.TRANSFER_PROGRESS),
                    new Pair(ServiceKind.SCHEDULER, Topic.RESTORE_PROGRESS),
                    new Pair(ServiceKind.SCHEDULER, Topic.TRANSFER)),
            List.of(
                    new Pair(ServiceKind.SNAPSHOT, Topic.QUERY),
                    new Pair(ServiceKind.TRANSFER, Topic.QUERY),
                    new Pair(ServiceKind.RESTORE, Topic.QUERY)));

    @BeforeAll
    static void aDiskWithTwoTargetsThatKeepOnePointEach() {
        Faults.in(WORLD);
        disk = Disk.create(WORLD, "", 16 * MIB);
        disk.fill(4 * MIB, ++seed);
        apply(1);
        await("both targets have a point").atMost(Duration.ofSeconds(120)).untilAsserted(() -> {
            assertThat(disk.completePoints()).isNotEmpty();
            assertThat(near().completePoints()).isNotEmpty();
        });
    }

    private static Disk near() {
        return disk.on("near", "rbd/tenant");
    }

    private static void apply(int objectiveHours) {
        String manifest = disk.manifest(disk.policy(), disk.name(), "every: 5s", 1)
                .replace("rpo: 1h", "rpo: " + objectiveHours + "h")
                .replace(
                        "  sourceRetention:",
                        "    - { name: near, type: rbd, cluster: site-b, pool: rbd, namespace: tenant, retention: { last: 1 } }\n"
                                + "  sourceRetention:");
        WORLD.api().putYaml("/policies/" + disk.policy(), manifest).expectSuccess();
    }

    /** All that there are: those above, and each other one alone. */
    static List<List<Pair>> rounds() {
        List<Pair> all = pairs().toList();
        assertThat(all).containsAll(TOGETHER.stream().flatMap(List::stream).toList());
        List<List<Pair>> rounds = new ArrayList<>(TOGETHER);
        all.stream()
                .filter(pair -> TOGETHER.stream().noneMatch(round -> round.contains(pair)))
                .map(List::of)
                .forEach(rounds::add);
        return ROUNDS.isEmpty()
                ? rounds
                : Arrays.stream(ROUNDS.split(","))
                        .map(number -> rounds.get(Integer.parseInt(number) - 1))
                        .toList();
    }

    private static Stream<Pair> pairs() {
        return KafkaAccess.all().stream()
                .flatMap(access -> Stream.concat(access.taken().stream(), access.asked().stream())
                        .map(topic -> new Pair(access.kind(), topic)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rounds")
    void nothingInUseIsDeletedAndWhatIsTypedIsDoneWhileATopicIsHeld(List<Pair> pairs) {
        WORLD.api().post("/policies/" + disk.policy() + "/pause", "").expect(200);
        disk.awaitIdle();
        disk.fill(4 * MIB, ++seed);
        disk.backup();
        String content = WORLD.source().sha256(disk.spec());
        JsonNode point = disk.completePoints().get(0);
        try (Faults.Stop stop = Faults.in(WORLD).arm(Step.RESTORE_HALF_WRITTEN)) {
            Restoring underWay = Restoring.start(disk, point);
            stop.awaitReached();
            List<HeldTopic> held = pairs.stream()
                    .map(pair -> HeldTopic.hold(WORLD, pair.service(), pair.topic()))
                    .toList();
            CompletableFuture<String> typed;
            try {
                WORLD.api().post("/policies/" + disk.policy() + "/resume", "").expect(200);
                apply(2 + (int) (seed % 20));
                WORLD.source().rbd("create", "--size", "1M", "rbd/" + World.unique("scratch"));
                typed = CompletableFuture.supplyAsync(HeldTopicsIT::backupAndRestore);
                assertThat(silentForTheDoctor())
                        .as("services whose silence is told")
                        .containsAll(pairs.stream()
                                .flatMap(pair -> pair.silent().stream())
                                .toList());
                awaitHeld(held);
            } finally {
                held.forEach(HeldTopic::close);
            }
            stop.release();
            underWay.awaitSameAs(content);
            underWay.remove();
            String image =
                    typed.orTimeout(2 * TYPED.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(WORLD.target().sha256("rbd/" + image)).isEqualTo(content);
            WORLD.target().removeRestored("rbd/" + image);
        }
        assertNothingWasLost();
        await("every service answers questions")
                .atMost(TYPED)
                .untilAsserted(() -> assertThat(silentForTheDoctor()).isEmpty());
        WORLD.api().post("/policies/" + disk.policy() + "/pause", "").expect(200);
        disk.awaitIdle();
        new LeakCheck(WORLD).pass(1, disk, near());
    }

    private static void awaitHeld(List<HeldTopic> held) {
        long began = System.nanoTime();
        await("held, with something to read, are " + held)
                .atMost(HELD.plusSeconds(45))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    assertThat(held).as("held").allMatch(HeldTopic::stands);
                    return System.nanoTime() - began >= HELD.toNanos()
                            && held.stream().allMatch(each -> each.met() || SELDOM.contains(each.topic()));
                });
    }

    /** As a user types it, again while a scheduled run is in the way; returns the image that was made. */
    private static String backupAndRestore() {
        Terminal terminal = Terminal.of(WORLD);
        Terminal.Printed backup = await("a backup that is not in the way of another")
                .atMost(TYPED)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> terminal.type("backup", disk.ref(), "--wait", "--timeout", "3m"),
                        printed -> !printed.err().contains("is busy"));
        assertThat(backup.exit()).as("%s", backup).isZero();
        String image = World.unique("typed");
        Terminal.Printed restore =
                terminal.type("restore", disk.ref(), "--to", "site-b/rbd/" + image, "--wait", "--timeout", "3m");
        assertThat(restore.exit()).as("%s", restore).isZero();
        return image;
    }

    private static Set<String> silentForTheDoctor() {
        JsonNode answer =
                JSON.readTree(Terminal.of(WORLD).type("doctor", "-o", "json").out());
        return answer.get("findings")
                .valueStream()
                .filter(finding -> finding.get("code").asString().equals("SERVICE_SILENT"))
                .map(finding -> finding.get("object").asString())
                .collect(Collectors.toSet());
    }

    private static void assertNothingWasLost() {
        assertThat(disk.runs())
                .allSatisfy(run ->
                        assertThat(run.get("state").asString()).as("%s", run).isIn("completed", "skipped", "running"));
        List<String> fulls = new Tables(WORLD.sandbox().postgres())
                .rows("SELECT target_key FROM transfer.copy WHERE policy = '%s' AND told->'copy'->>'mode' = 'full'"
                        .formatted(disk.policy()));
        assertThat(fulls)
                .as("targets, once for each time that they were begun anew")
                .doesNotHaveDuplicates();
        Set<String> kinds = new Tables(WORLD.sandbox().postgres())
                .rows("SELECT state FROM transfer.copy WHERE policy = '%s'".formatted(disk.policy())).stream()
                        .collect(Collectors.toSet());
        assertThat(kinds).isSubsetOf("pending", "transferring", "complete", "expired");
    }

    @AfterAll
    static void nothingIsLeftOver() {
        new LeakCheck(WORLD).passWholly(disk, near());
        disk.unprotect();
    }
}
