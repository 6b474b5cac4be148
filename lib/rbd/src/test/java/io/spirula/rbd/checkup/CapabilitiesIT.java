package io.spirula.rbd.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.contract.SandboxCeph;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real cluster says what a user may do, nothing is changed by asking, and the line that mends it does. */
class CapabilitiesIT {

    private final SandboxCeph ceph = SandboxCeph.siteA();

    @ParameterizedTest
    @EnumSource
    void theLineThatIsToldGivesTheRightAndNoLargerOne(PoolRight right) {
        String user = "asks-" + right.name().toLowerCase(java.util.Locale.ROOT);
        boolean blocklist = right != PoolRight.READ && right != PoolRight.WATCH;
        ClusterConfig config = user(user);
        var checkup = new ClusterCheckup(ceph.connector(), config);
        var needs = ClusterNeeds.of(blocklist, List.of("rbd"), right);
        String objects = ceph.cluster().rados("-p", "rbd", "ls");
        List<Finding> before = failed(checkup, needs);

        mend(Objects.requireNonNull(before.get(0).mend()));

        assertThat(before).allMatch(finding -> finding.code().equals("CAPABILITY_MISSING"));
        assertThat(failed(checkup, needs)).isEmpty();
        try (CephCluster cluster = ceph.connector().connect(config);
                RbdPool pool = cluster.openPool("rbd", "")) {
            assertThat(cluster.mayBlocklist()).isEqualTo(blocklist);
            for (PoolRight other : PoolRight.values()) {
                assertThat(pool.may(other))
                        .as("%s with %s", other, right)
                        .isEqualTo(right.includes(other) || other == PoolRight.READ);
            }
        }
        assertThat(ceph.cluster().rados("-p", "rbd", "ls")).isEqualTo(objects);
        assertThat(ceph.cluster().ceph("osd", "blocklist", "ls")).doesNotContain("nowhere");
    }

    @Test
    void aRevokedKeyIsToldAsSuch() {
        ClusterConfig config = user("asks-in-vain");
        ceph.cluster().ceph("auth", "rm", "client.asks-in-vain");

        assertThat(failed(new ClusterCheckup(ceph.connector(), config), ClusterNeeds.NONE))
                .extracting(Finding::code)
                .containsExactly("CLUSTER_REFUSES");
    }

    @Test
    void theReleaseOfLibrbdIsKnown() {
        assertThat(LibraryCheckup.finding().text()).startsWith("release ");
    }

    private ClusterConfig user(String user) {
        return new ClusterConfig(
                "site-a",
                ceph.config().conf(),
                user,
                ceph.cluster().authorize("client." + user, "mon", "allow r"),
                ceph.config().operationTimeout());
    }

    private static List<Finding> failed(ClusterCheckup checkup, ClusterNeeds needs) {
        return checkup.findings(needs).stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .toList();
    }

    /** As a shell would read it: words, what is between single quotes, and a comment at the end. */
    private void mend(String line) {
        List<String> words = new ArrayList<>();
        var word = java.util.regex.Pattern.compile("'([^']*)'|(\\S+)").matcher(line);
        while (word.find() && !word.group().equals("#")) {
            words.add(word.group(1) == null ? word.group(2) : word.group(1));
        }
        assertThat(words.get(0)).isEqualTo("ceph");
        ceph.cluster().ceph(words.subList(1, words.size()).toArray(String[]::new));
    }
}
