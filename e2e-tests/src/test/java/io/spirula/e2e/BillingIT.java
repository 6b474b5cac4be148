package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever reads all topics from the beginning bills what was done, however often and in whatever order they are read. */
class BillingIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world = World.get();

    @Test
    void allTopicsReadFromZeroGiveTheSameBillTwiceAndItIsWhatTheApiAndTheClustersSay() {
        Disk disk = Disk.create(world, "", 16 << 20);
        disk.fill(8 << 20, 1);
        disk.protect();
        disk.fill(2 << 20, 2);
        String second = disk.startBackup();
        JsonNode point = disk.awaitCompleted(second);
        disk.fill(1 << 20, 3);
        disk.backup();
        JsonNode restore = restore(disk, point);
        String lineage = disk.image().get("lineage").asString();

        List<ToldEvent> told = await("all of it is told")
                .atMost(PATIENCE)
                .until(
                        () -> ToldEvent.all(world.sandbox().kafka().bootstrapServers()),
                        events -> usages(events, lineage).stream()
                                        .anyMatch(usage ->
                                                usage.get("kind").asString().equals("restored"))
                                && audits(events, "restore/" + restore.get("id").asString())
                                                .size()
                                        == 2
                                && audits(events, "run/" + second).size() == 2);
        Bill bill = new Bill();
        told.forEach(bill::take);
        assertThat(bill.totals()).isEqualTo(again(told).totals());

        for (JsonNode run : disk.runs()) {
            JsonNode target = run.get("targets").get(0);
            assertThat(bill.of("moved", run.get("id").asString()))
                    .as("run %s", run)
                    .isEqualTo(target.get("bytesMoved").asLong());
        }
        assertThat(bill.of("restored", restore.get("id").asString()))
                .isEqualTo(restore.get("bytesWritten").asLong())
                .isEqualTo(bytesOf(disk.replicaSpec(point)));
        assertThat(bill.totals()).containsKey("default " + lineage + " moved");
        assertKeptWithoutGapOrOverlap(disk, usages(told, lineage));
        assertThat(audits(told, "run/" + second)).containsExactly("accepted", "completed");
        assertThat(audits(told, "restore/" + restore.get("id").asString())).containsExactly("accepted", "completed");
        disk.unprotect();
    }

    /** Read again with everything twice, and partition by partition in another order. */
    private static Bill again(List<ToldEvent> told) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        List<ToldEvent> twice = new ArrayList<>(told);
        twice.addAll(told);
        Collections.shuffle(twice, new Random(seed));
        Bill bill = new Bill();
        twice.forEach(bill::take);
        return bill;
    }

    private JsonNode restore(Disk disk, JsonNode point) {
        String destination = "site-b/rbd/" + World.unique("billed");
        String id = world.api()
                .post(
                        "/restores",
                        JSON.writeValueAsString(java.util.Map.of(
                                "image", disk.ref(), "point", point.get("id").asString(), "to", destination)))
                .expect(202)
                .get("id")
                .asString();
        return await("the restore ends")
                .atMost(PATIENCE)
                .until(
                        () -> world.api().get("/restores/" + id).expect(200),
                        restore -> restore.get("state").asString().equals("completed"));
    }

    /** Data as stock {@code rbd export} reads it, without runs of zeroes of 4 KiB: what a restore has to write. */
    private long bytesOf(String spec) {
        return world.target().nonZeroBytes(spec, 4096);
    }

    private static void assertKeptWithoutGapOrOverlap(Disk disk, List<JsonNode> usages) {
        List<JsonNode> kept = usages.stream()
                .filter(usage -> usage.get("kind").asString().equals("kept"))
                .sorted(Comparator.comparing(usage -> Bill.instant(usage, "from")))
                .toList();
        assertThat(kept).as("intervals between points").hasSizeGreaterThanOrEqualTo(2);
        Instant until = null;
        for (JsonNode interval : kept) {
            assertThat(Bill.instant(interval, "to")).isAfter(Bill.instant(interval, "from"));
            if (until != null) {
                assertThat(Bill.instant(interval, "from")).isEqualTo(until);
            }
            until = Bill.instant(interval, "to");
        }
        List<JsonNode> points = disk.completePoints();
        JsonNode first = Disk.copy(points.get(points.size() - 1));
        assertThat(kept.get(0).get("bytes").asLong())
                .as("kept while the first point was the only one")
                .isEqualTo(first.get("bytes").asLong());
        assertThat(kept.get(1).get("bytes").asLong())
                .as("kept with the second one")
                .isGreaterThan(kept.get(0).get("bytes").asLong());
    }

    private static List<JsonNode> usages(List<ToldEvent> events, String lineage) {
        return events.stream()
                .filter(event -> event.type().equals("io.spirula.UsageRecorded.v1"))
                .map(ToldEvent::data)
                .filter(usage -> usage.get("lineage").asString().equals(lineage))
                .toList();
    }

    /** How an object fared, in order. */
    private static List<String> audits(List<ToldEvent> events, String object) {
        return events.stream()
                .filter(event -> event.type().equals("io.spirula.AuditRecorded.v1"))
                .map(ToldEvent::data)
                .filter(audit -> audit.get("object").asString().equals(object))
                .map(audit -> audit.get("outcome").asString())
                .toList();
    }
}
