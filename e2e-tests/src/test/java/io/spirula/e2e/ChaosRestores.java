package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Report;
import io.spirula.e2e.chaos.Step;
import io.spirula.sandbox.SandboxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The restores that were ordered, until each was compared and its image removed. Used by one thread. */
final class ChaosRestores {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Set<String> NEVER =
            Set.of("COPY_DIFFERS", "RESTORED_IMAGE_DIFFERS", "RESTORED_SIZE_DIFFERS", "SIZE_DIFFERS", "RESTORE_FAULT");

    /** Only a hand takes away what a restore uses. */
    private static final Set<String> GONE = Set.of("COPY_GONE", "COPY_LOST", "REPLICA_GONE");

    private final World world;
    private final ChaosOperator operator;
    private final RawImages source;
    private final RawImages target;
    private final Witness witness;
    private final Damage damage;
    private final Report report;
    private final List<Ordered> open = new ArrayList<>();
    private int names;

    /** A restore that is not done with. */
    private record Ordered(String id, String point, boolean toSource, String namespace, String name, boolean instant) {

        Ordered as(String accepted) {
            return new Ordered(accepted, point, toSource, namespace, name, instant);
        }

        String spec() {
            return (namespace.isEmpty() ? "rbd/" : "rbd/" + namespace + "/") + name;
        }
    }

    ChaosRestores(
            World world,
            ChaosOperator operator,
            RawImages source,
            RawImages target,
            Witness witness,
            Damage damage,
            Report report) {
        this.world = world;
        this.operator = operator;
        this.source = source;
        this.target = target;
        this.witness = witness;
        this.damage = damage;
        this.report = report;
    }

    /** False when nothing is there to restore. */
    boolean order(ChaosDisk disk, Step.Restore step) {
        List<JsonNode> copies = witness.copies("complete").stream()
                .filter(copy -> copy.get("ref").get("name").asString().startsWith(disk.base()))
                .sorted((a, b) -> a.get("id").asString().compareTo(b.get("id").asString()))
                .toList();
        if (copies.isEmpty()) {
            return false;
        }
        JsonNode copy = copies.get(step.pick() % copies.size());
        boolean toSource = step.destination() == Step.Destination.SOURCE_CLUSTER;
        boolean instant = step.destination() == Step.Destination.INSTANT;
        Ordered ordered = new Ordered(
                "",
                copy.get("point").asString(),
                toSource,
                disk.namespace(),
                "back-" + disk.base() + "-" + ++names,
                instant);
        String destination = (toSource ? "site-a/" : "site-b/") + ordered.spec();
        operator.restore(copy, destination, instant).ifPresent(id -> open.add(ordered.as(id)));
        return true;
    }

    /** Looks at those that have ended meanwhile. */
    void look() {
        if (open.isEmpty()) {
            return;
        }
        operator.ask("list of restores", () -> world.api().get("/restores?limit=1000"))
                .filter(answer -> answer.status() == 200)
                .ifPresent(answer -> {
                    Map<String, JsonNode> states = new HashMap<>();
                    answer.body()
                            .forEach(restore -> states.put(restore.get("id").asString(), restore));
                    open.removeIf(ordered -> isDone(ordered, Optional.ofNullable(states.get(ordered.id()))));
                });
    }

    private boolean isDone(Ordered ordered, Optional<JsonNode> known) {
        if (known.isEmpty()) {
            witness.violate("restore " + ordered.id() + " was accepted and is not known");
            return true;
        }
        JsonNode restore = known.get();
        return switch (restore.get("state").asString()) {
            case "completed" -> completed(ordered, restore);
            case "failed", "cancelled" -> {
                Optional<JsonNode> copy = witness.copy(restore.get("copy").asString());
                if (copy.isEmpty()) {
                    yield false;
                }
                String code = restore.path("reason").path("code").asString("");
                if (NEVER.contains(code) || (GONE.contains(code) && !damage.did(Witness.replica(copy.get())))) {
                    witness.violate("a restore failed for a reason that nothing here gives it: " + restore);
                }
                if (site(ordered).head(ordered.namespace(), ordered.name()).isPresent()) {
                    witness.violate("a restore that did not complete left its image: " + restore);
                }
                yield true;
            }
            default -> false;
        };
    }

    /** A clone is compared while it is one, too, and removed once it stands alone. */
    private boolean completed(Ordered ordered, JsonNode restore) {
        if (ordered.instant() && !restore.get("flattened").asBoolean()) {
            return false;
        }
        Optional<RawImages.Content> content = site(ordered).head(ordered.namespace(), ordered.name());
        Optional<RawImages.Content> expected = witness.expected(ordered.point());
        if (expected.isEmpty() && !witness.hasRead()) {
            return false;
        }
        if (content.isEmpty()) {
            witness.violate("a completed restore has no image: " + restore);
            return true;
        }
        if (expected.isEmpty()) {
            report.count("compared", "restores of points that nobody had read");
        } else if (!content.equals(expected)) {
            witness.violate("a restore holds " + content + " and not " + expected + ": " + restore);
        } else {
            report.count("compared", "restored images" + (ordered.instant() ? ", instant" : ""));
            report.add("compared", "bytes of restored images", content.get().size());
        }
        return removed(ordered);
    }

    private boolean removed(Ordered ordered) {
        try {
            (ordered.toSource() ? world.source() : world.target()).rbd("rm", "--no-progress", ordered.spec());
            return true;
        } catch (SandboxException e) {
            report.note("removed later: " + e.getMessage());
            return false;
        }
    }

    private RawImages site(Ordered ordered) {
        return ordered.toSource() ? source : target;
    }

    /** Returns when all have ended and were compared. */
    void awaitDone() {
        await("all restores end")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    look();
                    witness.requireNoViolation();
                    return open.isEmpty();
                });
    }
}
