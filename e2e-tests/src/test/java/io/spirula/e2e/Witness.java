package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/**
 * Knows what every snapshot of a source held, because it reads each as soon as it is told of; compares each copy as soon as it
 * is called complete; and notes all that was told of and should not have been. Thread-safe.
 */
final class Witness implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int TRIES = 3;

    private final RawImages source;
    private final RawImages target;
    private final Damage damage;
    private final Report report;
    private final Map<SnapshotKey, RawImages.Content> sources = new ConcurrentHashMap<>();
    private final Map<String, RawImages.Content> points = new ConcurrentHashMap<>();
    private final Map<String, JsonNode> copies = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ends = new ConcurrentHashMap<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final ExecutorService reading = Executors.newFixedThreadPool(2, task -> new Thread(task, "witness"));
    private final AtomicInteger unread = new AtomicInteger();

    Witness(RawImages source, RawImages target, Damage damage, Report report) {
        this.source = source;
        this.target = target;
        this.damage = damage;
        this.report = report;
    }

    void hear(Told told) {
        JsonNode body = told.body();
        switch (told.type()) {
            case "SnapshotCreated" -> {
                SnapshotKey key = new SnapshotKey(
                        SnapshotKey.Image.of(body.get("image")),
                        body.get("snapshotId").asLong());
                read("source snapshot " + key, () -> see(key));
            }
            case "SnapshotLost" -> {
                SnapshotKey key = new SnapshotKey(
                        SnapshotKey.Image.of(body.get("image")),
                        body.get("snapshotId").asLong());
                if (!damage.did(key)) {
                    violate("a source snapshot is called lost that nobody took away: " + body);
                }
            }
            case "CopyChanged" -> hearCopy(body.get("copy"));
            case "RunCompleted", "RunFailed", "RunCancelled", "RunSkipped" -> hearEnd(told, "run");
            case "RestoreCompleted", "RestoreFailed", "RestoreCancelled" -> hearEnd(told, "restore");
            default -> {}
        }
    }

    private void hearEnd(Told told, String kind) {
        String id = told.body().get(kind).asString();
        Set<String> known = ends.computeIfAbsent(id, i -> ConcurrentHashMap.newKeySet());
        if (!known.add(told.type() + " " + told.id())) {
            return;
        }
        JsonNode reason = told.body().path("reason");
        report.count(kind + "s ended", told.type() + " " + reason.path("code").asString(""));
        if (known.size() > 1) {
            violate(kind + " " + id + " ended more than once: " + known);
        }
    }

    private void hearCopy(JsonNode copy) {
        JsonNode before = copies.get(copy.get("id").asString());
        if (before != null
                && before.get("version").asLong() >= copy.get("version").asLong()) {
            return;
        }
        copies.put(copy.get("id").asString(), copy);
        String state = copy.get("state").asString();
        boolean changed = before == null || !before.get("state").asString().equals(state);
        if (!changed) {
            return;
        }
        switch (state) {
            case "complete" -> read("copy " + copy.get("id").asString(), () -> compare(copy));
            case "quarantined" -> violate("a copy differs from its source: " + copy);
            case "lost" -> {
                if (!damage.did(replica(copy))) {
                    violate("a copy is called lost that nobody took away: " + copy);
                }
            }
            default -> {}
        }
        if (!state.equals("pending") && !state.equals("transferring")) {
            report.count(
                    "copies", state + " " + copy.path("reason").path("code").asString(""));
        }
    }

    static SnapshotKey replica(JsonNode copy) {
        JsonNode replica = copy.get("replica");
        return new SnapshotKey(
                SnapshotKey.Image.of(replica.get("image")),
                replica.get("snapshotId").asLong());
    }

    static SnapshotKey sourceOf(JsonNode copy) {
        return new SnapshotKey(
                SnapshotKey.Image.of(copy.get("source")),
                copy.get("sourceSnapshotId").asLong());
    }

    /** What a source snapshot holds, read now unless that was done before; empty when it is gone. */
    Optional<RawImages.Content> see(SnapshotKey key) {
        RawImages.Content seen = sources.get(key);
        if (seen != null) {
            return Optional.of(seen);
        }
        Optional<RawImages.Content> content =
                source.snapshot(key.image().namespace(), key.image().id(), key.id());
        content.ifPresent(found -> {
            if (sources.putIfAbsent(key, found) == null) {
                report.count("compared", "source snapshots read");
                report.add("compared", "bytes of source snapshots", found.size());
            }
        });
        return content;
    }

    /** A complete copy holds what its source snapshot held; a copy that is gone again is for {@link Settlement} to judge. */
    private void compare(JsonNode copy) {
        Optional<RawImages.Content> held = read(copy);
        if (held.isEmpty()) {
            report.count("compared", "copies gone before they were read");
            return;
        }
        RawImages.Content expected = see(sourceOf(copy)).orElse(null);
        String point = copy.get("point").asString();
        if (expected == null) {
            report.count("compared", "copies whose source snapshot was gone before it was read");
            points.putIfAbsent(point, held.get());
        } else {
            points.put(point, expected);
            report.count("compared", "new copies compared with their source");
        }
        judge(copy, held.get());
    }

    /** Compares a complete copy again; false when it is not there. */
    boolean compareAgain(JsonNode copy) {
        Optional<RawImages.Content> held = read(copy);
        held.ifPresent(content -> {
            judge(copy, content);
            report.count("compared", "complete copies compared again");
        });
        return held.isPresent();
    }

    private Optional<RawImages.Content> read(JsonNode copy) {
        SnapshotKey replica = replica(copy);
        Optional<RawImages.Content> held =
                target.snapshot(replica.image().namespace(), replica.image().id(), replica.id());
        held.ifPresent(content -> report.add("compared", "bytes of copies", content.size()));
        return held;
    }

    private void judge(JsonNode copy, RawImages.Content held) {
        RawImages.Content expected = points.get(copy.get("point").asString());
        if (!held.equals(expected)) {
            violate("a complete copy holds " + held + " and not " + expected + ": " + copy);
        }
        if (copy.get("size").asLong() != held.size()) {
            violate("a complete copy has another size than it is told to have, " + held + ": " + copy);
        }
    }

    /** What a point holds, once it is known. */
    Optional<RawImages.Content> expected(String point) {
        return Optional.ofNullable(points.get(point));
    }

    /** Empty while it has not been heard of. */
    Optional<JsonNode> copy(String id) {
        return Optional.ofNullable(copies.get(id));
    }

    List<JsonNode> allCopies() {
        return List.copyOf(copies.values());
    }

    List<JsonNode> copies(String state) {
        return copies.values().stream()
                .filter(copy -> copy.get("state").asString().equals(state))
                .toList();
    }

    /** How runs and restores ended: their types, by id. */
    Map<String, Set<String>> ends() {
        return ends;
    }

    void violate(String what) {
        violations.add(what);
        report.note("VIOLATION " + what);
    }

    void requireNoViolation() {
        assertThat(violations).as("what must never be").isEmpty();
    }

    /** Returns when all that was heard of was read. */
    void awaitRead() {
        await("the witness has read").atMost(PATIENCE).until(this::hasRead);
    }

    boolean hasRead() {
        return unread.get() == 0;
    }

    private void read(String what, Runnable task) {
        unread.incrementAndGet();
        reading.execute(() -> {
            try {
                attempt(what, task, 1);
            } finally {
                unread.decrementAndGet();
            }
        });
    }

    private void attempt(String what, Runnable task, int attempt) {
        try {
            task.run();
        } catch (RawImages.Errno e) {
            if (attempt < TRIES) {
                attempt(what, task, attempt + 1);
            } else {
                violate(what + " cannot be read: " + e.getMessage());
            }
        } catch (RuntimeException e) {
            violate(what + ": " + e);
        }
    }

    @Override
    public void close() {
        reading.shutdown();
        try {
            if (!reading.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("the witness does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
