package io.spirula.e2e;

import static org.awaitility.Awaitility.await;

import io.spirula.e2e.chaos.Fault;
import io.spirula.e2e.chaos.Report;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Gives orders over the API, and is told that it cannot when it cannot. Used by one thread. */
final class ChaosOperator {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final World world;
    private final Accidents accidents;
    private final Report report;

    ChaosOperator(World world, Accidents accidents, Report report) {
        this.world = world;
        this.accidents = accidents;
        this.report = report;
    }

    void backup(List<ChaosDisk> disks) {
        String images = String.join(
                ", ", disks.stream().map(disk -> "\"" + disk.ref() + "\"").toList());
        ask("backup", () -> world.api().post("/runs", "{\"images\": [" + images + "]}"))
                .ifPresent(answer -> {
                    if (answer.status() == 202) {
                        report.add("ordered", "backups", answer.body().size());
                    }
                });
    }

    /** The id of the restore, if it was accepted. */
    Optional<String> restore(JsonNode copy, String destination, boolean instant) {
        String body = "{\"image\": \"%s\", \"point\": \"%s\", \"to\": \"%s\", \"instant\": %s}"
                .formatted(copy.get("lineage").asString(), copy.get("point").asString(), destination, instant);
        return ask("restore", () -> world.api().post("/restores", body))
                .filter(answer -> answer.status() == 202)
                .map(answer -> {
                    report.count("ordered", "restores");
                    return answer.body().get("id").asString();
                });
    }

    boolean cancelRun(int pick) {
        return cancel("run", "/runs?state=running&limit=100", pick);
    }

    boolean cancelRestore(int pick) {
        return cancel("restore", "/restores?limit=20", pick);
    }

    private boolean cancel(String kind, String list, int pick) {
        List<String> open = ask("list of " + kind + "s", () -> world.api().get(list))
                .map(answer -> StreamSupport.stream(answer.body().spliterator(), false)
                        .filter(one -> one.get("state").asString().matches("running|requested"))
                        .map(one -> one.get("id").asString())
                        .sorted()
                        .toList())
                .orElse(List.of());
        if (open.isEmpty()) {
            return false;
        }
        String id = open.get(pick % open.size());
        ask("cancel " + kind, () -> world.api().post("/" + kind + "s/" + id + "/cancel", ""));
        return true;
    }

    void apply(ChaosDisk disk, Duration every, int keep) {
        disk.kept(every, keep);
        ask("apply", () -> world.api().putYaml("/policies/" + disk.policy(), disk.manifest()))
                .filter(answer -> answer.status() / 100 == 2)
                .ifPresent(answer -> {
                    disk.covered(true);
                    disk.paused(answer.body().path("paused").asBoolean(false));
                });
    }

    boolean pause(ChaosDisk disk, boolean pause) {
        ask(
                        pause ? "pause" : "resume",
                        () -> world.api().post("/policies/" + disk.policy() + (pause ? "/pause" : "/resume"), ""))
                .filter(answer -> answer.status() == 200)
                .ifPresent(answer -> disk.paused(pause));
        return true;
    }

    boolean delete(ChaosDisk disk) {
        ask("delete policy", () -> world.api().delete("/policies/" + disk.policy()))
                .filter(answer -> answer.status() == 204)
                .ifPresent(answer -> disk.covered(false));
        return true;
    }

    /** Says it until it is heard. */
    Api.Answer insist(String what, Supplier<Api.Answer> order) {
        return await(what)
                .atMost(PATIENCE)
                .until(() -> ask(what, order), Optional::isPresent)
                .orElseThrow();
    }

    JsonNode read(String path) {
        return insist(path, () -> world.api().get(path)).expect(200);
    }

    /** Empty when there was no answer: the API was too slow for this machine, or what it needs is dead; nothing else is an excuse. */
    Optional<Api.Answer> ask(String what, Supplier<Api.Answer> order) {
        boolean excused = excused();
        try {
            Api.Answer answer = order.get();
            if (answer.status() < 500) {
                if (answer.status() >= 400) {
                    report.count(
                            "refused by the API",
                            what + ": " + answer.body().path("code").asString(String.valueOf(answer.status())));
                    report.note("refused: " + answer.body());
                }
                return Optional.of(answer);
            }
            if (!excused && !excused()) {
                throw new AssertionError(what + " was answered with HTTP " + answer.status() + ": " + answer.body());
            }
        } catch (UncheckedIOException e) {
            boolean slow = e.getCause() instanceof HttpTimeoutException;
            if (!slow && !excused && !excused()) {
                throw new AssertionError(what + " was not answered", e);
            }
        }
        report.count("not answered by the API", what);
        return Optional.empty();
    }

    private boolean excused() {
        return accidents.hit(Fault.Victim.SCHEDULER, Fault.Victim.POSTGRES);
    }
}
