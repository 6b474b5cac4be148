package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Whether each run and each restore of a disk was done once, by one writer at a time, as everybody was told. */
final class OnceCheck {

    private final World world;

    OnceCheck(World world) {
        this.world = world;
    }

    /**
     * @param asked the runs that there should be, and no others
     * @param restored the restores that there should be
     */
    void pass(Disk disk, Collection<String> asked, Collection<String> restored) {
        assertThat(disk.runs()).extracting(run -> run.get("id").asString()).containsExactlyInAnyOrderElementsOf(asked);
        assertOnce("spirula.restore", "RestoreCompleted", event -> event.body().get("restore"), Set.copyOf(restored));
        pass(disk);
    }

    /** All of its runs that are complete. */
    void pass(Disk disk) {
        Set<String> runs = disk.runs().stream()
                .filter(run -> run.get("state").asString().equals("completed"))
                .map(run -> run.get("id").asString())
                .collect(Collectors.toSet());
        assertOnce("spirula.run", "RunStarted", event -> event.body().get("run"), runs);
        assertOnce("spirula.snapshot", "SnapshotCreated", event -> event.body().get("run"), runs);
        assertOnce(
                "spirula.transfer",
                "CopyCompleted",
                event -> event.body().get("copy").get("run"),
                runs);
        assertOneUsage(runs);
        assertOneStory(runs);
    }

    /** Each of them was told, and however often, it was the same. */
    private void assertOnce(String topic, String type, Key key, Set<String> expected) {
        Map<String, Set<String>> told = Told.all(world, topic).stream()
                .filter(event -> event.type().equals(type)
                        && expected.contains(key.of(event).asString()))
                .collect(Collectors.groupingBy(
                        event -> key.of(event).asString(),
                        TreeMap::new,
                        Collectors.mapping(event -> event.id() + " " + event.body(), Collectors.toSet())));
        assertThat(told.keySet()).as("%s of", type).isEqualTo(expected);
        assertThat(told.values())
                .as(type)
                .allSatisfy(events -> assertThat(events).hasSize(1));
    }

    private interface Key {
        JsonNode of(Told event);
    }

    /** What was moved for a copy is billed once, however many attempts there were. */
    private void assertOneUsage(Set<String> runs) {
        Map<String, Set<String>> moved = Told.all(world, "spirula.usage").stream()
                .filter(event -> event.body().get("kind").asString().equals("moved")
                        && runs.contains(event.body().path("run").asString("")))
                .collect(Collectors.groupingBy(
                        event -> event.body().get("run").asString(),
                        Collectors.mapping(
                                event -> event.id() + " " + event.body().get("bytes"), Collectors.toSet())));
        assertThat(moved.keySet()).isEqualTo(runs);
        assertThat(moved.values())
                .as("what was moved for each run")
                .allSatisfy(usages -> assertThat(usages).hasSize(1));
    }

    /**
     * The states of a copy follow one another: no writer that was overtaken tells anything after its successor. The same
     * event may come twice.
     */
    private void assertOneStory(Set<String> runs) {
        Set<String> seen = new HashSet<>();
        Map<String, List<Told>> stories = Told.all(world, "spirula.copy").stream()
                .filter(event ->
                        runs.contains(event.body().get("copy").path("run").asString("")) && seen.add(event.id()))
                .collect(Collectors.groupingBy(
                        event -> event.body().get("copy").get("id").asString()));
        assertThat(stories).hasSize(runs.size());
        stories.forEach((copy, story) -> {
            List<JsonNode> states =
                    story.stream().map(event -> event.body().get("copy")).toList();
            assertThat(states)
                    .as("versions of copy %s", copy)
                    .isSortedAccordingTo((one, next) -> Long.compare(
                            one.get("version").asLong(), next.get("version").asLong()));
            Stream<String> afterItsEnd = states.stream()
                    .map(state -> state.get("state").asString())
                    .dropWhile(state -> !state.equals("complete"));
            assertThat(afterItsEnd)
                    .as("states of copy %s from its end on", copy)
                    .containsAnyOf("complete")
                    .isSubsetOf("complete", "expired");
        });
    }
}
