package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Report;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** Somebody at the target who touches replicas. It may have to wait for a writer that holds one, so it has a thread of its own. */
final class ChaosHand implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final int SCRIBBLE = 4096;

    private final RawImages target;
    private final Witness witness;
    private final Damage damage;
    private final Report report;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> new Thread(task, "hand"));
    private CompletableFuture<Void> deeds = CompletableFuture.completedFuture(null);

    ChaosHand(RawImages target, Witness witness, Damage damage, Report report) {
        this.target = target;
        this.witness = witness;
        this.damage = damage;
        this.report = report;
    }

    /** False when the disk has no copy yet. */
    boolean write(ChaosDisk disk, int pick) {
        List<JsonNode> copies = copies(disk);
        if (copies.isEmpty()) {
            return false;
        }
        JsonNode copy = copies.get(pick % copies.size());
        SnapshotKey replica = Witness.replica(copy);
        long size = copy.get("size").asLong();
        if (size < SCRIBBLE) {
            return false;
        }
        long offset = pick * 4096L % (size - SCRIBBLE + 1);
        start(
                "write to a replica",
                () -> target.write(replica.image().namespace(), replica.image().id(), offset, scribble(pick)));
        return true;
    }

    /** False when the disk has no copy yet. */
    boolean removeSnapshot(ChaosDisk disk, int pick) {
        List<JsonNode> copies = copies(disk);
        if (copies.isEmpty()) {
            return false;
        }
        JsonNode copy = copies.get(pick % copies.size());
        SnapshotKey replica = Witness.replica(copy);
        damage.removes(replica);
        start(
                "remove a replica's snapshot",
                () -> target.removeSnapshot(
                        replica.image().namespace(),
                        replica.image().id(),
                        copy.get("snapshot").asString()));
        return true;
    }

    private static byte[] scribble(int pick) {
        byte[] data = new byte[SCRIBBLE];
        new Random(pick).nextBytes(data);
        return data;
    }

    private List<JsonNode> copies(ChaosDisk disk) {
        return witness.copies("complete").stream()
                .filter(copy -> copy.get("ref").get("name").asString().startsWith(disk.base()))
                .sorted((a, b) -> a.get("id").asString().compareTo(b.get("id").asString()))
                .toList();
    }

    private void start(String what, Runnable deed) {
        CompletableFuture<Void> next = CompletableFuture.runAsync(
                () -> {
                    try {
                        deed.run();
                        report.count("by hand", what);
                    } catch (RawImages.Errno e) {
                        report.count(
                                "by hand", what + ": refused, " + e.getMessage().replaceAll(".*: ", ""));
                    }
                },
                thread);
        deeds = CompletableFuture.allOf(deeds, next);
    }

    /** Returns when all its deeds are done or refused. */
    void awaitDone() {
        await("the hand is done").atMost(PATIENCE).until(deeds::isDone);
        deeds.join();
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
