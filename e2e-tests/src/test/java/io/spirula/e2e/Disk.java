package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * An image on the source that a scenario protects under a policy of its own, and what Spirula says of it.
 *
 * @param place where it is
 * @param target the policy's name for the target that is looked at
 * @param targetPool where that is, {@code pool[/namespace]}
 */
record Disk(World world, Place place, String name, String policy, String target, String targetPool) {

    /** So that a move of some MiB is several operations, however it writes: {@link Step#HALF_MOVED} is between them. */
    static final String SMALL_OBJECTS = "--object-size=1M";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    Disk(World world, String namespace, String name, String policy) {
        this(world, new Place("rbd", namespace), name, policy);
    }

    private Disk(World world, Place place, String name, String policy) {
        this(world, place, name, policy, "dr", new Place("rbd", place.namespace()).toString());
    }

    /** The same disk with its copies on another target. */
    Disk on(String otherTarget, String otherPool) {
        return new Disk(world, place, name, policy, otherTarget, otherPool);
    }

    /** An image of that name in another pool, under a policy of its own. */
    Disk in(String otherPool) {
        return new Disk(world, new Place(otherPool, place.namespace()), name, policy + "-" + otherPool);
    }

    /** Makes an image of this size in bytes; options as for {@code rbd create}. */
    static Disk create(World world, String namespace, long size, String... options) {
        String name = World.unique("disk");
        Disk disk = new Disk(world, namespace, name, "p-" + name);
        disk.createImage(size, options);
        return disk;
    }

    void createImage(long size, String... options) {
        List<String> arguments = new ArrayList<>(List.of("create", "--size", size + "B"));
        arguments.addAll(List.of(options));
        arguments.add(spec());
        world.source().rbd(arguments.toArray(String[]::new));
    }

    String namespace() {
        return place.namespace();
    }

    String pool() {
        return place.toString();
    }

    /** {@code pool[/namespace]/image}, as {@code rbd} takes it. */
    String spec() {
        return pool() + "/" + name;
    }

    /** As people write it to Spirula. */
    String ref() {
        return "site-a/" + spec();
    }

    RandomWriter startWriter(long seed) {
        return RandomWriter.start(world.source().conf(), place.pool(), namespace(), name, seed);
    }

    /** Random bytes over the first so many of it, others for each seed, in pieces of 128 KiB with zeroes between them. */
    void fill(long bytes, long seed) {
        RandomWriter.fill(world.source().conf(), place.pool(), namespace(), name, bytes, 128 << 10, seed);
    }

    /** A policy for this image alone that keeps many points and whose schedule never comes due during a test. */
    Disk protect() {
        return protect("every: 24h", 40);
    }

    /** Stores the policy and waits for nothing. */
    void apply(String schedule, int keep) {
        apply(name, schedule, keep);
    }

    /** Stores a policy for all images whose names match. */
    void apply(String glob, String schedule, int keep) {
        world.api()
                .putYaml("/policies/" + policy, manifest(policy, glob, schedule, keep))
                .expectSuccess();
    }

    Disk protect(String schedule, int keep) {
        apply(schedule, keep);
        await("inventory knows " + ref())
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(image()).isNotNull());
        awaitIdle();
        return this;
    }

    String manifest(String policyName, String glob, String schedule, int keep) {
        return """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %s, tenant: default }
                spec:
                  source:
                    cluster: site-a
                    pools: ["%s"]
                    images: ["%s"]
                  schedule: { %s }
                  targets:
                    - { name: dr, type: rbd, cluster: site-b, pool: rbd%s, retention: { last: %d } }
                  sourceRetention: { last: %d }
                  objectives: { rpo: 1h }
                """.formatted(
                        policyName,
                        pool(),
                        glob,
                        schedule,
                        namespace().isEmpty() ? "" : ", namespace: " + namespace(),
                        keep,
                        keep);
    }

    /** What the API says of it, or null while it says nothing. */
    JsonNode image() {
        Api.Answer answer = world.api().get("/images?image=" + Api.query(ref()));
        return answer.status() == 200 && answer.body().size() == 1
                ? answer.body().get(0)
                : null;
    }

    List<JsonNode> runs() {
        List<JsonNode> runs = new ArrayList<>();
        Api.Answer answer = world.api().get("/runs?limit=500&image=" + Api.query(ref()));
        if (answer.status() == 200) {
            answer.body().forEach(runs::add);
        }
        return runs;
    }

    /** No run of it is under way and at least one has been. */
    void awaitIdle() {
        await("no run of " + ref() + " is under way")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(runs())
                        .isNotEmpty()
                        .noneMatch(run -> run.get("state").asString().equals("running")));
    }

    /** Starts a run and returns its id. */
    String startBackup() {
        JsonNode accepted =
                world.api().post("/runs", "{\"images\": [\"" + ref() + "\"]}").expect(202);
        return accepted.get(0).get("id").asString();
    }

    /** Makes one point, and returns it. */
    JsonNode backup() {
        return awaitCompleted(startBackup());
    }

    /** The point of a run, once the run is complete. */
    JsonNode awaitCompleted(String run) {
        JsonNode ended = awaitEnded(run);
        assertThat(ended.get("state").asString()).as("run %s", ended).isEqualTo("completed");
        return point(ended.get("point").asString());
    }

    JsonNode awaitEnded(String run) {
        return awaitEnded(run, PATIENCE);
    }

    JsonNode awaitEnded(String run, Duration patience) {
        return await("run " + run + " to end")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> world.api().get("/runs/" + run).expect(200),
                        r -> !r.get("state").asString().equals("running"));
    }

    JsonNode point(String id) {
        return world.api().get("/points/" + id).expect(200);
    }

    /** All points, newest first. */
    List<JsonNode> points() {
        List<JsonNode> points = new ArrayList<>();
        world.api()
                .get("/points?limit=500&image=" + Api.query(ref()))
                .expect(200)
                .forEach(points::add);
        return points;
    }

    /** The points that have a complete copy on the target, newest first. */
    List<JsonNode> completePoints() {
        return points(Set.of("complete"));
    }

    /** The points that the target holds, restored from or not, newest first. */
    List<JsonNode> heldPoints() {
        return points(Set.of("complete", "quarantined"));
    }

    private List<JsonNode> points(Set<String> states) {
        return points().stream()
                .filter(point -> copyHere(point)
                        .filter(copy -> states.contains(copy.get("state").asString()))
                        .isPresent())
                .toList();
    }

    /** The copy on the target that is looked at; one that was adopted calls the target by its place. */
    private Optional<JsonNode> copyHere(JsonNode point) {
        Set<String> names = Set.of(target, world.target().cluster().name() + "/" + targetPool);
        return point.get("copies")
                .valueStream()
                .filter(copy -> names.contains(copy.get("target").asString()))
                .findFirst();
    }

    static JsonNode copy(JsonNode point) {
        List<JsonNode> copies = remoteCopies(point);
        assertThat(copies).as("copies of %s", point).hasSize(1);
        return copies.get(0);
    }

    private static List<JsonNode> remoteCopies(JsonNode point) {
        List<JsonNode> copies = new ArrayList<>();
        point.get("copies").forEach(copies::add);
        copies.removeIf(copy -> copy.get("target").asString().equals(LocalTarget.NAME));
        return copies;
    }

    /** The replica's snapshot of a point, as {@code rbd} takes it, found by the ids that the copy records. */
    String replicaSpec(JsonNode point) {
        JsonNode replica = copyHere(point).orElseThrow().get("replica");
        String imageId = replica.get("image").get("image").asString();
        String image = world.target()
                .nameOf(targetPool, imageId)
                .orElseThrow(() -> new AssertionError("no image with id " + imageId + " on the target"));
        String spec = targetPool + "/" + image;
        long snapshotId = replica.get("snapshotId").asLong();
        return world.target().snapshots(spec).stream()
                .filter(snapshot -> snapshot.id() == snapshotId)
                .map(snapshot -> spec + "@" + snapshot.name())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no snapshot " + snapshotId + " on " + spec));
    }

    /** Every complete point whose source snapshot still exists has a replica snapshot of the same bytes and size. */
    void assertReplicaEqualsSource(int atLeast) {
        List<JsonNode> points = completePoints();
        assertThat(points).as("complete points of %s", ref()).hasSizeGreaterThanOrEqualTo(atLeast);
        for (JsonNode point : points) {
            assertPointEqualsSource(point);
        }
    }

    void assertPointEqualsSource(JsonNode point) {
        RawImages.Content source =
                world.source().content(spec() + "@" + point.get("snapshot").asString());
        String replica = replicaSpec(point);
        assertThat(point.get("size").asLong()).isEqualTo(source.size());
        assertThat(world.target().content(replica)).as("bytes of %s", replica).isEqualTo(source);
    }

    void unprotect() {
        world.api().delete("/policies/" + policy).expect(204);
    }
}
