package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import tools.jackson.databind.JsonNode;

/** Everything that must hold once nothing is broken and nothing under way any more. */
final class ChaosSettlement {

    private static final Duration ENDING = Duration.ofMinutes(8);
    private static final Duration FOLLOWING = Duration.ofMinutes(3);
    /** A client that was killed is forgotten by its cluster after half a minute. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(90);

    private final World world;
    private final RawImages source;
    private final RawImages target;
    private final Witness witness;
    private final Damage damage;
    private final ChaosOperator operator;
    private final Report report;
    private final Tables tables;
    private final LeakCheck leaks;

    ChaosSettlement(
            World world,
            RawImages source,
            RawImages target,
            Witness witness,
            Damage damage,
            ChaosOperator operator,
            Report report) {
        this.world = world;
        this.source = source;
        this.target = target;
        this.witness = witness;
        this.damage = damage;
        this.operator = operator;
        this.report = report;
        this.tables = new Tables(world.sandbox().postgres());
        this.leaks = new LeakCheck(world);
    }

    /** Nothing new begins, and all that was accepted comes to its end. */
    void rest(List<ChaosDisk> disks) {
        disks.stream()
                .filter(disk -> disk.covered() && !disk.paused())
                .forEach(disk -> operator.insist(
                        "pause " + disk.policy(), () -> world.api().post("/policies/" + disk.policy() + "/pause", "")));
        await("all that was accepted has ended")
                .atMost(ENDING)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    witness.requireNoViolation();
                    assertThat(running()).isEmpty();
                });
    }

    void goOn(List<ChaosDisk> disks) {
        disks.stream()
                .filter(disk -> disk.covered() && !disk.paused())
                .forEach(disk -> operator.insist(
                        "resume " + disk.policy(),
                        () -> world.api().post("/policies/" + disk.policy() + "/resume", "")));
    }

    private List<JsonNode> running() {
        List<JsonNode> running = new ArrayList<>();
        operator.read("/runs?state=running&limit=1000").forEach(running::add);
        return running;
    }

    void check(List<ChaosDisk> disks, Chronicle chronicle) {
        // looked at more than once: a busy machine takes its time to tidy up
        await("nothing is left over")
                .atMost(ENDING)
                .ignoreExceptionsInstanceOf(ConditionTimeoutException.class)
                .untilAsserted(() -> leaks.pass(0));
        chronicle.catchUp();
        witness.awaitRead();
        everyOrderEndedOnce("/runs?limit=10000");
        everyOrderEndedOnce("/restores?limit=10000");
        theApiListsWhatWasTold();
        disks.forEach(this::theSourceIsAsItsOwnerMadeIt);
        removeRestoredImagesThatNobodyHeardOf(disks);
        everyCopyIsThere(disks);
        theNewestPointsAreKept();
        noImageIsLeftOver(disks);
        noImageIsLeftInTheTrash(disks);
        witness.requireNoViolation();
    }

    /** The end of all, for which nothing may go on: no client of ours is left either. */
    void checkClients(List<ChaosDisk> disks) {
        await("no client of ours watches an image")
                .atMost(FORGOTTEN)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    List<String> found = new ArrayList<>();
                    for (ChaosDisk disk : disks) {
                        found.addAll(world.source().watchers(disk.spec()));
                    }
                    for (String replica : replicaSpecs(disks)) {
                        found.addAll(world.target().watchers(replica));
                        String lock = world.target().rbd("lock", "ls", replica);
                        if (!lock.isBlank()) {
                            found.add(replica + " is locked: " + lock);
                        }
                    }
                    assertThat(found).isEmpty();
                });
    }

    private void everyOrderEndedOnce(String list) {
        operator.read(list).forEach(order -> {
            String id = order.get("id").asString();
            String state = order.get("state").asString();
            Set<String> told = witness.ends().getOrDefault(id, Set.of());
            if (told.size() != 1
                    || !told.iterator().next().toLowerCase(Locale.ROOT).contains(state)) {
                witness.violate("it is " + state + " and was told to have ended as " + told + ": " + order);
            }
        });
    }

    private void theApiListsWhatWasTold() {
        await("the API lists the complete copies").atMost(FOLLOWING).untilAsserted(() -> {
            Set<String> listed = new TreeSet<>();
            world.api()
                    .get("/points?limit=10000")
                    .expect(200)
                    .forEach(point -> point.get("copies").forEach(copy -> {
                        if (copy.get("state").asString().equals("complete")) {
                            listed.add(copy.get("id").asString());
                        }
                    }));
            assertThat(listed)
                    .isEqualTo(witness.copies("complete").stream()
                            .map(copy -> copy.get("id").asString())
                            .collect(Collectors.toCollection(TreeSet::new)));
        });
    }

    /** His own snapshots are all there; ours are those that we know of, and none where no policy asks for any. */
    private void theSourceIsAsItsOwnerMadeIt(ChaosDisk disk) {
        List<RawImages.Snapshot> there =
                source.snapshots(disk.namespace(), disk.image().id());
        disk.own().stream()
                .filter(own -> !there.contains(own))
                .forEach(
                        own -> witness.violate("the owner's snapshot " + own + " of " + disk.spec() + " has vanished"));
        await("our snapshots on " + disk.spec() + " are those on record")
                .atMost(FOLLOWING)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Set<String> ours = source
                            .snapshots(disk.namespace(), disk.image().id())
                            .stream()
                            .filter(snapshot -> snapshot.name().startsWith("spirula-"))
                            .map(snapshot -> Long.toString(snapshot.id()))
                            .collect(Collectors.toCollection(TreeSet::new));
                    assertThat(ours)
                            .isEqualTo(new TreeSet<>(tables.rows(
                                    "SELECT snapshot_id FROM snapshot.source_snapshot WHERE state IN ('held', 'removing') AND image LIKE '%/"
                                            + disk.image().id() + "'")));
                    assertThat(ours).hasSizeLessThanOrEqualTo(disk.covered() ? disk.keep() + 2 : 0);
                });
        report.count("checked", "sources");
    }

    /** Each complete copy holds what it should; each snapshot on a replica is one; what is gone is really gone. */
    private void everyCopyIsThere(List<ChaosDisk> disks) {
        witness.copies("complete").stream()
                .filter(copy -> !damage.did(Witness.replica(copy)))
                .filter(copy -> !witness.compareAgain(copy))
                .forEach(copy -> witness.violate("a copy that is called complete is not there: " + copy));
        for (String state : List.of("lost", "expired")) {
            witness.copies(state).stream()
                    .filter(copy -> !copy.path("replica").isNull() && isThere(Witness.replica(copy)))
                    .forEach(copy -> witness.violate("a copy that is called " + state + " is there: " + copy));
        }
        Set<SnapshotKey> complete =
                witness.copies("complete").stream().map(Witness::replica).collect(Collectors.toSet());
        replicas(disks)
                .forEach((spec, image) -> target.snapshots(image.namespace(), image.id())
                        .forEach(snapshot -> {
                            SnapshotKey key = new SnapshotKey(image, snapshot.id());
                            if (!complete.contains(key)) {
                                witness.violate("snapshot " + spec + "@" + snapshot.name() + " is no complete copy");
                            }
                        }));
    }

    /** Whatever the rules keep, the newest point of an image on a target is among it. */
    private void theNewestPointsAreKept() {
        Map<String, JsonNode> newest = new TreeMap<>();
        witness.allCopies().stream()
                .filter(copy -> Set.of("complete", "expired", "lost")
                        .contains(copy.get("state").asString()))
                .forEach(copy -> newest.merge(
                        copy.get("lineage").asString() + " " + copy.get("target"),
                        copy,
                        (one, other) -> pointTime(one).isAfter(pointTime(other)) ? one : other));
        newest.values().stream()
                .filter(copy -> copy.get("state").asString().equals("expired"))
                .forEach(copy -> witness.violate("the newest copy of an image was pruned: " + copy));
        report.add("checked", "newest copies", newest.size());
    }

    private static Instant pointTime(JsonNode copy) {
        return Instant.parse(copy.get("pointTime").asString());
    }

    private boolean isThere(SnapshotKey key) {
        return target.snapshots(key.image().namespace(), key.image().id()).stream()
                .anyMatch(snapshot -> snapshot.id() == key.id());
    }

    private void noImageIsLeftOver(List<ChaosDisk> disks) {
        Set<String> wanted = disks.stream().map(ChaosDisk::spec).collect(Collectors.toSet());
        imagesOf(world.source(), disks).stream()
                .filter(spec -> !wanted.contains(spec))
                .forEach(spec -> witness.violate("an image is left over on the source: " + spec));
        Set<String> known = witness.allCopies().stream()
                .filter(copy ->
                        !copy.path("replica").isNull() && !copy.path("replica").isMissingNode())
                .map(copy -> Witness.replica(copy).image().id())
                .collect(Collectors.toCollection(HashSet::new));
        replicas(disks).forEach((spec, image) -> {
            if (!known.contains(image.id())) {
                witness.violate("an image is left over on the target: " + spec);
            }
        });
    }

    /** Nobody but us puts anything there on the target. */
    private void noImageIsLeftInTheTrash(List<ChaosDisk> disks) {
        List<String> pools = disks.stream().map(ChaosDisk::pool).distinct().toList();
        await("no image is left in the trash")
                .atMost(FOLLOWING)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    List<Site.Trashed> found = new ArrayList<>();
                    for (String pool : pools) {
                        found.addAll(world.target().trash(pool));
                        world.source().trash(pool).stream()
                                .filter(image -> image.name().contains("spirula-restoring"))
                                .forEach(found::add);
                    }
                    assertThat(found).isEmpty();
                });
    }

    /** An order whose answer got lost was accepted all the same. */
    private void removeRestoredImagesThatNobodyHeardOf(List<ChaosDisk> disks) {
        Set<String> completed = new HashSet<>();
        operator.read("/restores?limit=10000").forEach(restore -> {
            if (restore.get("state").asString().equals("completed")) {
                completed.add(restore.get("destination").asString());
            }
        });
        for (Site site : List.of(world.source(), world.target())) {
            imagesOf(site, disks).stream()
                    .filter(spec -> completed.contains(site.cluster().name() + "/" + spec))
                    .forEach(spec -> {
                        site.removeRestored(spec);
                        report.count("checked", "restores whose acceptance was not heard");
                    });
        }
    }

    private static List<String> imagesOf(Site site, List<ChaosDisk> disks) {
        return disks.stream()
                .map(ChaosDisk::pool)
                .distinct()
                .flatMap(pool -> site.images(pool).stream().map(name -> pool + "/" + name))
                .filter(spec ->
                        spec.contains(".spirula-") || disks.stream().anyMatch(disk -> spec.contains(disk.base())))
                .toList();
    }

    private List<String> replicaSpecs(List<ChaosDisk> disks) {
        return List.copyOf(replicas(disks).keySet());
    }

    private Map<String, SnapshotKey.Image> replicas(List<ChaosDisk> disks) {
        Map<String, SnapshotKey.Image> found = new TreeMap<>();
        String fsid = world.target().cluster().fsid();
        imagesOf(world.target(), disks)
                .forEach(spec -> found.put(
                        spec,
                        new SnapshotKey.Image(
                                fsid,
                                spec.startsWith("rbd/tenant/") ? "tenant" : "",
                                world.target().imageId(spec))));
        return found;
    }
}
