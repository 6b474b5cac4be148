package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.ServiceKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** What every fault must leave behind: copies equal to their sources, each story told to its end once, and nothing else. */
final class LeakCheck {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** What one look at a disk may take. */
    private static final Duration LOOK = Duration.ofSeconds(20);
    /** A client that was killed is forgotten by its cluster after half a minute. */
    private static final Duration FORGOTTEN = Duration.ofSeconds(75);

    private static final Pattern RUN_END = Pattern.compile("Run(Completed|Failed|Cancelled|Skipped)");
    private static final Pattern RESTORE_END = Pattern.compile("Restore(Completed|Failed|Cancelled)");

    private final World world;
    private final Tables tables;

    LeakCheck(World world) {
        this.world = world;
        this.tables = new Tables(world.sandbox().postgres());
    }

    /** Waits until nothing is under way and nothing is over; then compares the newest points of these disks. */
    void pass(int points, Disk... disks) {
        await("nothing is left over")
                .atMost(PATIENCE.plus(LOOK.multipliedBy(disks.length)))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(leftovers(disks)).isEmpty());
        assertThat(untold(disks)).as("what was not told to its end just once").isEmpty();
        for (Disk disk : disks) {
            comparable(disk).stream().limit(points).forEach(disk::assertPointEqualsSource);
        }
    }

    /** No rule keeps the source's snapshot of a cancelled run, and a copy that was complete before it heard of that is a point. */
    private List<JsonNode> comparable(Disk disk) {
        Set<String> kept = world.source().snapshots(disk.spec()).stream()
                .map(RawImages.Snapshot::name)
                .collect(Collectors.toSet());
        Set<String> cancelled = disk.runs().stream()
                .filter(run -> run.get("state").asString().equals("cancelled"))
                .map(run -> run.path("point").asString(""))
                .collect(Collectors.toSet());
        return disk.completePoints().stream()
                .filter(point -> kept.contains(point.get("snapshot").asString())
                        || !cancelled.contains(point.get("id").asString()))
                .toList();
    }

    /** The same for all points, and what takes a cluster half a minute to forget. */
    void passWholly(Disk... disks) {
        pass(Integer.MAX_VALUE, disks);
        await("no client of ours watches an image")
                .atMost(FORGOTTEN)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(watchers(disks)).isEmpty());
    }

    private List<String> leftovers(Disk... disks) {
        List<String> found = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            String schema = kind.schema();
            add(
                    found,
                    schema + " has not published",
                    "SELECT type, subject FROM " + schema + ".outbox WHERE published_at IS NULL");
            add(
                    found,
                    schema + " has put aside",
                    "SELECT id, topic, type, reason, message FROM " + schema + ".dead_letter WHERE state = 'open'");
            tables
                    .rows("SELECT holder, queue, instance FROM " + schema + ".work_lease WHERE expires_at > now()")
                    .stream()
                    .filter(Predicate.not(LeakCheck::isHeldByTheLiving))
                    .forEach(row -> found.add(schema + " has a lease that nobody holds: " + row));
            tables
                    .rows("SELECT picked_by, task_name, task_instance FROM " + schema + ".scheduled_tasks WHERE picked")
                    .stream()
                    .filter(Predicate.not(LeakCheck::isHeldByTheLiving))
                    .forEach(row -> found.add(schema + " has a turn that nobody takes: " + row));
        }
        add(found, "a run goes on", "SELECT id FROM scheduler.run WHERE state = 'RUNNING'");
        add(
                found,
                "a snapshot is still to be made",
                "SELECT run, state FROM snapshot.backup_run WHERE state IN ('requested', 'intended')");
        add(
                found,
                "a copy is not ended",
                "SELECT id, state FROM transfer.copy WHERE state IN ('pending', 'transferring')");
        add(found, "a generation is not finished", "SELECT name FROM transfer.replica WHERE state = 'BUILDING'");
        add(
                found,
                "a writer is not ended",
                "SELECT r.name, w.address FROM transfer.replica_writer w JOIN transfer.replica r ON r.id = w.replica WHERE r.state <> 'GONE'");
        add(found, "a move has a checkpoint", "SELECT copy, attempt, chunks FROM transfer.move_checkpoint");
        add(
                found,
                "a copy is leased",
                "SELECT copy, holder, state FROM transfer.copy_lease WHERE state IN ('ANNOUNCED', 'REQUESTED', 'GRANTED')");
        add(
                found,
                "a restore is not ended",
                "SELECT restore, state FROM restore.restore WHERE state NOT IN ('completed', 'failed', 'cancelled') OR unfinished OR to_let_go");
        for (Disk disk : disks) {
            snapshotsNobodyKnows(found, disk);
            imagesOver(found, disk);
            found.addAll(inTheTrash(disk));
        }
        processesOver(found);
        filesOver(found);
        return found;
    }

    private void add(List<String> found, String what, String query) {
        tables.rows(query).forEach(row -> found.add(what + ": " + row));
    }

    /** A holder is {@code pid@host/...}. */
    private static boolean isHeldByTheLiving(String row) {
        long pid = Long.parseLong(row.substring(0, row.indexOf('@')));
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    private void snapshotsNobodyKnows(List<String> found, Disk disk) {
        List<JsonNode> points = disk.heldPoints();
        Set<String> known = disk.points().stream()
                .filter(LeakCheck::wasComplete)
                .map(point -> point.get("snapshot").asString())
                .collect(Collectors.toSet());
        world.source().snapshots(disk.spec()).stream()
                .map(RawImages.Snapshot::name)
                .filter(name -> name.startsWith("spirula-") && !known.contains(name))
                .forEach(name -> found.add("snapshot " + name + " on the source is no complete point"));
        Set<String> replicas = points.stream().map(disk::replicaSpec).collect(Collectors.toCollection(HashSet::new));
        for (String image : replicaNames(disk)) {
            String spec = disk.targetPool() + "/" + image;
            disk.world().target().snapshots(spec).stream()
                    .map(snapshot -> spec + "@" + snapshot.name())
                    .filter(snapshot -> !replicas.contains(snapshot))
                    .forEach(snapshot -> found.add("snapshot " + snapshot + " on the target is no complete point"));
        }
    }

    /** Somebody may have destroyed the copy since; the source's snapshot stays for as long as its own rule says. */
    private static boolean wasComplete(JsonNode point) {
        for (JsonNode copy : point.get("copies")) {
            String state = copy.get("state").asString();
            if (Set.of("complete", "quarantined", "lost").contains(state)) {
                return true;
            }
        }
        return false;
    }

    private void imagesOver(List<String> found, Disk disk) {
        List<String> images = new ArrayList<>(world.source().images(disk.pool()));
        images.addAll(disk.world().target().images(disk.targetPool()));
        images.stream()
                .filter(name -> name.contains("spirula-restoring") || name.startsWith(disk.name() + ".spirula-seeding"))
                .forEach(name -> found.add("unfinished image " + name));
        for (String image : replicaNames(disk)) {
            String spec = disk.targetPool() + "/" + image;
            String lock = disk.world().target().rbd("lock", "ls", spec);
            if (!lock.isBlank()) {
                found.add("lock on " + spec + ": " + lock.strip());
            }
            String children = disk.world().target().rbd("children", "--all", spec);
            if (!children.isBlank()) {
                found.add("clone of " + spec + ": " + children.strip());
            }
        }
    }

    /** What we remove goes through the trash, and is deferred there; what a hand put there is not. */
    List<String> inTheTrash(Disk disk) {
        Predicate<String> restoring = name -> name.contains("spirula-restoring");
        List<String> found = new ArrayList<>(inTheTrash(world.source(), disk.pool(), restoring));
        found.addAll(
                inTheTrash(disk.world().target(), disk.targetPool(), restoring.or(name -> isReplicaName(disk, name))));
        return found;
    }

    private static List<String> inTheTrash(Site site, String pool, Predicate<String> ours) {
        return site.trash(pool).stream()
                .filter(image -> image.deferred() && ours.test(image.name()))
                .map(image -> "half removed image in the trash of " + pool + ": " + image)
                .toList();
    }

    private static List<String> replicaNames(Disk disk) {
        return disk.world().target().images(disk.targetPool()).stream()
                .filter(name -> isReplicaName(disk, name))
                .toList();
    }

    private static boolean isReplicaName(Disk disk, String name) {
        return name.equals(disk.name()) || name.startsWith(disk.name() + ".spirula-");
    }

    /** Programs that belong to the world without being on its records. */
    private void processesOver(List<String> found) {
        Set<Long> recorded = world.sandbox().runningProcesses();
        String directory = world.sandbox().settings().directory().toString();
        long self = ProcessHandle.current().pid();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self && !recorded.contains(process.pid()))
                .filter(process -> process.parent()
                        .filter(parent -> recorded.contains(parent.pid()))
                        .isEmpty())
                .filter(process -> process.info()
                        .arguments()
                        .map(Arrays::asList)
                        .filter(arguments -> arguments.stream().anyMatch(argument -> argument.contains(directory)))
                        .isPresent())
                .forEach(process -> found.add("process " + process.pid() + " "
                        + process.info().commandLine().orElse("")));
    }

    private void filesOver(List<String> found) {
        Path temporary = Faults.in(world).temporaryFiles("");
        try (var files = Files.walk(temporary)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().startsWith("spirula"))
                    .forEach(file -> found.add("temporary file " + file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs and restores of these disks without one end, or with two. */
    private List<String> untold(Disk... disks) {
        List<String> found = new ArrayList<>(untold("spirula.run", RUN_END, "run", runs(disks)));
        found.addAll(untold("spirula.restore", RESTORE_END, "restore", restores(disks)));
        return found;
    }

    private static Set<String> runs(Disk... disks) {
        return Arrays.stream(disks)
                .flatMap(disk -> disk.runs().stream())
                .map(run -> run.get("id").asString())
                .collect(Collectors.toSet());
    }

    private Set<String> restores(Disk... disks) {
        Set<String> points = Arrays.stream(disks)
                .flatMap(disk -> disk.points().stream())
                .map(point -> point.get("id").asString())
                .collect(Collectors.toSet());
        Set<String> restores = new HashSet<>();
        world.api().get("/restores?limit=500").expect(200).forEach(restore -> {
            if (points.contains(restore.get("point").asString())) {
                restores.add(restore.get("id").asString());
            }
        });
        return restores;
    }

    private List<String> untold(String topic, Pattern end, String key, Set<String> expected) {
        List<Told> ends = Told.all(world, topic).stream()
                .filter(event -> end.matcher(event.type()).matches())
                .toList();
        return expected.stream()
                .map(id -> {
                    Set<String> told = ends.stream()
                            .filter(event -> event.body().get(key).asString().equals(id))
                            .map(event -> event.type() + " " + event.id())
                            .collect(Collectors.toSet());
                    return told.size() == 1 ? Optional.<String>empty() : Optional.of(key + " " + id + " ended " + told);
                })
                .flatMap(Optional::stream)
                .toList();
    }

    private List<String> watchers(Disk... disks) {
        List<String> found = new ArrayList<>();
        for (Disk disk : disks) {
            found.addAll(world.source().watchers(disk.spec()));
            for (String image : replicaNames(disk)) {
                found.addAll(disk.world().target().watchers(disk.targetPool() + "/" + image));
            }
        }
        return found.stream().map(Objects::toString).toList();
    }
}
