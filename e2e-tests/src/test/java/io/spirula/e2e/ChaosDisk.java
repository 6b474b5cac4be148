package io.spirula.e2e;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One image of a chaos run, which is what its owner and the operator made of it last. Used by one thread. */
final class ChaosDisk {

    private final String base;
    private final String namespace;
    private final List<String> options;
    private final List<Target> targets = new ArrayList<>();
    private final List<RawImages.Snapshot> own = new ArrayList<>();
    private String name;
    private SnapshotKey.Image image;
    private long size;
    private int renames;
    private boolean covered;
    private boolean paused;
    private Duration every = Duration.ofHours(24);
    private int keep = 3;

    /** A namespace of pool {@code rbd} of the target cluster, under the name that the policy gives it. */
    record Target(String name, String namespace) {}

    ChaosDisk(String base, String namespace, long size, List<String> options) {
        this.base = base;
        this.namespace = namespace;
        this.options = options;
        this.name = base;
        this.size = size;
        this.image = new SnapshotKey.Image("", namespace, "");
        targets.add(new Target("dr", namespace));
    }

    ChaosDisk alsoTo(String target, String targetNamespace) {
        targets.add(new Target(target, targetNamespace));
        return this;
    }

    List<Target> targets() {
        return targets;
    }

    /** What all its names begin with, and no other disk's. */
    String base() {
        return base;
    }

    String namespace() {
        return namespace;
    }

    String pool() {
        return namespace.isEmpty() ? "rbd" : "rbd/" + namespace;
    }

    String name() {
        return name;
    }

    String spec() {
        return pool() + "/" + name;
    }

    String ref() {
        return "site-a/" + spec();
    }

    String policy() {
        return "p-" + base;
    }

    SnapshotKey.Image image() {
        return image;
    }

    long size() {
        return size;
    }

    int keep() {
        return keep;
    }

    /** Whether it has a policy. */
    boolean covered() {
        return covered;
    }

    boolean paused() {
        return paused;
    }

    /** The owner's own snapshots. */
    List<RawImages.Snapshot> own() {
        return own;
    }

    String[] createArguments() {
        List<String> arguments = new ArrayList<>(List.of("create", "--size", size + "B"));
        arguments.addAll(options);
        arguments.add(spec());
        return arguments.toArray(String[]::new);
    }

    String nextName() {
        return base + "-r" + (renames + 1);
    }

    void renamed() {
        name = nextName();
        renames++;
    }

    void resized(long bytes) {
        size = bytes;
    }

    void created(SnapshotKey.Image as, long bytes) {
        image = as;
        size = bytes;
        own.clear();
    }

    void covered(boolean now) {
        covered = now;
        paused = false;
    }

    void paused(boolean now) {
        paused = now;
    }

    void kept(Duration schedule, int points) {
        every = schedule;
        keep = points;
    }

    String manifest() {
        return """
                apiVersion: spirula/v1
                kind: Policy
                metadata: { name: %s, tenant: default }
                spec:
                  source:
                    cluster: site-a
                    pools: ["%s"]
                    images: ["%s*"]
                  schedule: { every: %ds }
                  targets:
                    %s
                  sourceRetention: { last: %d }
                  verify: read-back
                """.formatted(
                        policy(),
                        pool(),
                        base,
                        every.toSeconds(),
                        targets.stream().map(this::targetLine).collect(Collectors.joining("\n    ")),
                        1 + keep / 3);
    }

    private String targetLine(Target target) {
        return "- { name: %s, type: rbd, cluster: site-b, pool: rbd%s, retention: { last: %d } }"
                .formatted(
                        target.name(),
                        target.namespace().isEmpty() ? "" : ", namespace: " + target.namespace(),
                        target.name().equals("dr") ? keep : 1 + keep / 2);
    }
}
