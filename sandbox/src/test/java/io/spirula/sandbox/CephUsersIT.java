package io.spirula.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each user of the README may and may not do, by the stock bindings on real clusters: what is not listed is refused. */
class CephUsersIT {

    private static final List<String> READER =
            List.of("list images", "read a snapshot", "look at the health", "watch an image");
    private static final List<String> SNAPSHOOTER = List.of(
            "list images",
            "read a snapshot",
            "look at the health",
            "watch an image",
            "make a snapshot",
            "remove a snapshot of others",
            "number a snapshot",
            "shut a client out");
    private static final List<String> WRITER = Stream.concat(
                    SNAPSHOOTER.stream(),
                    Stream.of(
                            "write an image",
                            "shrink an image over its data",
                            "rename an image",
                            "move an image to the trash",
                            "make and remove an image",
                            "remove an object with data"))
            .toList();

    /** A user on a cluster. */
    record Case(String cluster, CephUser user, List<String> may) {
        @Override
        public String toString() {
            return user.entity() + " on " + cluster;
        }

        CephSandboxCluster where() {
            return SharedSandbox.ceph(cluster);
        }

        boolean mayNumberSnapshots() {
            return may.contains("number a snapshot");
        }
    }

    static Stream<Case> users() {
        return Stream.of(
                new Case("site-a", named(CephUser.onSource(), CephUser.SNAPSHOT), SNAPSHOOTER),
                new Case("site-a", named(CephUser.onSource(), CephUser.TRANSFER), READER),
                new Case("site-a", named(CephUser.onSource(), CephUser.RESTORE), WRITER),
                new Case(
                        "site-b",
                        named(CephUser.onTarget(), CephUser.SNAPSHOT),
                        List.of("list images", "read a snapshot", "look at the health")),
                new Case("site-b", named(CephUser.onTarget(), CephUser.TRANSFER), WRITER),
                new Case("site-b", named(CephUser.onTarget(), CephUser.RESTORE), WRITER));
    }

    @BeforeAll
    static void makePools() {
        for (String cluster : List.of("site-a", "site-b")) {
            SharedSandbox.ceph(cluster).createPool("other");
            SharedSandbox.ceph(cluster).ceph("config-key", "set", "secret", "told");
        }
    }

    @AfterAll
    static void removePools() {
        for (String cluster : List.of("site-a", "site-b")) {
            SharedSandbox.ceph(cluster).ceph("config-key", "rm", "secret");
            SharedSandbox.ceph(cluster).ceph("osd", "pool", "rm", "other", "other", "--yes-i-really-really-mean-it");
        }
    }

    @ParameterizedTest
    @MethodSource("users")
    void aUserMayDoWhatItsServiceNeedsAndNothingElse(Case tried) {
        var cluster = tried.where();
        tried.user().authorizeOn(cluster, List.of("rbd"));
        String disk = "disk-" + tried.user().service();
        cluster.rbd("create", "--size", "8M", "rbd/" + disk);
        cluster.rbd(
                "bench",
                "--io-type",
                "write",
                "--io-threads",
                "1",
                "--io-size",
                "4M",
                "--io-total",
                "8M",
                "rbd/" + disk);
        cluster.rbd("snap", "create", "--no-progress", "rbd/" + disk + "@kept");
        cluster.rbd("snap", "create", "--no-progress", "rbd/" + disk + "@others");
        String before = cluster.sha256("rbd/" + disk + "@kept");

        Map<String, String> answers = tryAll(tried, disk);

        assertThat(answers).hasSizeGreaterThan(30);
        assertThat(answers.values()).as("%s", answers).containsOnly("may", "refused");
        Set<String> may = answers.entrySet().stream()
                .filter(answer -> answer.getValue().equals("may"))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        assertThat(may).containsExactlyInAnyOrderElementsOf(tried.may());
        assertThat(cluster.sha256("rbd/" + disk + "@kept")).isEqualTo(before);
        cluster.rbd("snap", "purge", "--no-progress", "rbd/" + disk);
        cluster.rbd("rm", "--no-progress", "rbd/" + disk);
    }

    @Test
    void theReadmeShowsTheSameCapabilities() {
        String readme = FileTree.read(SourceTree.root().resolve("README.md"));
        List<String> commands = new ArrayList<>();
        CephUser.onSource().forEach(user -> commands.add(command(user, "site-a")));
        CephUser.onTarget().stream()
                .filter(user -> !user.entity().equals(CephUser.SNAPSHOT))
                .forEach(user -> commands.add(command(user, "site-b")));

        assertThat(readme).contains(commands);
    }

    private static String command(CephUser user, String cluster) {
        return "ceph auth get-or-create %1$s mon '%2$s' osd '%3$s' -o %4$s.%1$s.keyring"
                .formatted(user.entity(), user.monitors(), user.inAll(List.of("rbd")), cluster);
    }

    private static Map<String, String> tryAll(Case tried, String disk) {
        var cluster = tried.where();
        String kept = tried.mayNumberSnapshots() ? "0" : snapshotNumber(cluster, disk);
        String told = Command.run(List.of(
                "/usr/bin/python3",
                script().toString(),
                cluster.conf().toString(),
                CephUser.id(tried.user().entity()),
                cluster.keyring(tried.user().entity()).toString(),
                disk,
                kept));
        return told.lines()
                .map(line -> line.split("\t", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1], (one, two) -> two, TreeMap::new));
    }

    private static String snapshotNumber(CephSandboxCluster cluster, String disk) {
        return cluster.rbd("snap", "ls", "rbd/" + disk)
                .lines()
                .map(String::strip)
                .filter(line -> line.contains(" kept "))
                .map(line -> line.split("\\s+")[0])
                .findFirst()
                .orElseThrow();
    }

    private static Path script() {
        return SourceTree.root().resolve("sandbox/src/test/resources/cephx_attempts.py");
    }

    private static CephUser named(List<CephUser> users, String entity) {
        return users.stream()
                .filter(user -> user.entity().equals(entity))
                .findFirst()
                .orElseThrow();
    }
}
