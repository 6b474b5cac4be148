package io.spirula.rbd.checkup;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.query.DoctorAnswer.Finding;
import io.spirula.contracts.query.Verdict;
import io.spirula.rbd.ClusterSpace;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.PoolRight;
import io.spirula.rbd.memory.InMemoryCeph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterCheckupTest {

    private static final ClusterNeeds SNAPSHOTS = ClusterNeeds.of(true, List.of("rbd"), PoolRight.SNAPSHOT);
    private static final ClusterNeeds READS = ClusterNeeds.of(false, List.of("rbd"), PoolRight.WATCH);
    private static final ClusterNeeds WRITES = ClusterNeeds.of(true, List.of("rbd"), PoolRight.WRITE);

    private final InMemoryCeph ceph = InMemoryCeph.withClusters("site-a");
    private final ClusterCheckup checkup = new ClusterCheckup(ceph, InMemoryCeph.config("site-a"));

    @Test
    void allIsWellWithAClusterWhereTheUserMayDoWhatIsNeeded() {
        assertThat(checkup.findings(WRITES)).allMatch(finding -> finding.verdict() == Verdict.OK);
    }

    @Test
    void whatIsMissingIsNamedWithTheLineThatGivesItAndKeepsTheRest() {
        ceph.createPool("site-a", "ssd");
        ceph.grant("site-a", "rbd", Set.of(PoolRight.READ));
        ceph.grant("site-a", "ssd", Set.of(PoolRight.READ, PoolRight.SNAPSHOT));

        Finding finding = failed(SNAPSHOTS);

        assertThat(finding.code()).isEqualTo("CAPABILITY_MISSING");
        assertThat(finding.object()).isEqualTo("site-a/rbd");
        assertThat(finding.text())
                .isEqualTo("client.test on cluster site-a lacks osd 'allow rwx pool=rbd object_prefix rbd_header.,"
                        + " allow rwx pool=rbd object_prefix rbd_object_map.', which it needs to make and remove"
                        + " snapshots in pool rbd");
        assertThat(finding.mend())
                .isEqualTo("ceph auth caps client.test mon 'profile rbd' osd 'profile rbd-read-only pool=rbd, allow rwx"
                        + " pool=rbd object_prefix rbd_header., allow rwx pool=rbd object_prefix rbd_object_map.,"
                        + " profile rbd-read-only pool=ssd, allow rwx pool=ssd object_prefix rbd_header., allow rwx"
                        + " pool=ssd object_prefix rbd_object_map.'   # on cluster site-a");
    }

    @Test
    void whoReadsNeedsAWatchThatNamesNoPoolAndNoRightToShutOutOthers() {
        ceph.setMayBlocklist("site-a", false);
        ceph.grant("site-a", "rbd", Set.of());

        assertThat(failed(READS).mend())
                .isEqualTo("ceph auth caps client.test mon 'allow r' osd 'profile rbd-read-only pool=rbd, allow rw"
                        + " object_prefix rbd_header.'   # on cluster site-a");
    }

    @Test
    void whoWritesMustBeAbleToShutOutADeadWriter() {
        ceph.setMayBlocklist("site-a", false);

        Finding finding = failed(WRITES);

        assertThat(finding.text()).contains("lacks mon 'profile rbd'");
        assertThat(finding.mend())
                .isEqualTo(
                        "ceph auth caps client.test mon 'profile rbd' osd 'profile rbd pool=rbd'   # on cluster site-a");
    }

    @Test
    void noLineIsMadeOfAPoolNameThatAShellWouldActOn() {
        ceph.createPool("site-a", "x'; reboot #");
        ceph.grant("site-a", "rbd", Set.of());

        assertThat(failed(WRITES).mend()).isNull();
    }

    @Test
    void aPoolThatIsNotThereIsNamedWithTheLineThatMakesIt() {
        Finding finding = failed(ClusterNeeds.of(true, List.of("gone"), PoolRight.WRITE));

        assertThat(finding.code()).isEqualTo("POOL_MISSING");
        assertThat(finding.mend()).isEqualTo("ceph osd pool create gone && rbd pool init gone   # on cluster site-a");
        assertThat(failed(ClusterNeeds.of(true, List.of("x; reboot"), PoolRight.WRITE))
                        .mend())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"110, CLUSTER_UNREACHABLE", "1, CLUSTER_REFUSES", "13, CLUSTER_REFUSES", "2, CLUSTER_REFUSES"})
    void aClusterThatDoesNotLetUsInIsNamedWithWhatToLookAt(int errno, String code) {
        ceph.fail("site-a", errno);

        Finding finding = failed(WRITES);

        assertThat(finding.code()).isEqualTo(code);
        assertThat(finding.mend()).startsWith("ceph ");
    }

    @ParameterizedTest
    @CsvSource({
        "MON_CLOCK_SKEW, false, WARNING",
        "OSD_NEARFULL, false, WARNING",
        "POOL_NEAR_FULL, false, WARNING",
        "OSD_FULL, true, FAILED",
        "POOL_FULL, false, FAILED",
        "PG_AVAILABILITY, false, FAILED",
        "MGR_DOWN, true, WARNING",
        "MON_DOWN, false, WARNING"
    })
    void whatTheMonitorsComplainOfIsToldWithWhatMendsIt(String code, boolean error, Verdict verdict) {
        ceph.complain("site-a", new HealthCheck(code, error, "said so"));

        assertThat(checkup.findings(READS))
                .filteredOn(finding -> finding.code().equals(code))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(verdict);
                    assertThat(finding.text()).isEqualTo("cluster site-a says: said so");
                    assertThat(finding.mend()).isNotBlank();
                });
    }

    @Test
    void aPoolThatIsNotTaggedForImagesIsTold() {
        ceph.tag("site-a", "rbd", "cephfs");

        assertThat(checkup.findings(READS))
                .filteredOn(finding -> finding.verdict() == Verdict.WARNING)
                .extracting(Finding::mend)
                .containsExactly("ceph osd pool application enable rbd rbd   # on cluster site-a");
    }

    @ParameterizedTest
    @CsvSource({
        "16.2.15, OK",
        "16.2.14, FAILED",
        "16.2.15+ds-0, OK",
        "15.2.17, FAILED",
        "17.2.0, OK",
        "19.0.1, OK",
        "main, WARNING"
    })
    void anOldLibrbdIsNotGoodEnough(String version, Verdict verdict) {
        assertThat(LibraryCheckup.judge(Optional.of(version)).verdict()).isEqualTo(verdict);
    }

    @Test
    void ofTwoNeedsInOnePoolTheLargerOneStays() {
        assertThat(READS.and(WRITES).and(SNAPSHOTS)).isEqualTo(new ClusterNeeds(true, Map.of("rbd", PoolRight.WRITE)));
    }

    @ParameterizedTest
    @CsvSource({"84, OK", "85, WARNING", "100, WARNING"})
    void aClusterThatIsNearlyFullIsAWarning(long used, Verdict verdict) {
        ClusterState seen = new ClusterState(true, Map.of(), List.of(), new ClusterSpace(100, used, 100 - used));

        List<Finding> space = ClusterJudgement.of("site-a", "test", ClusterNeeds.NONE, seen).stream()
                .filter(finding -> finding.check().equals("space"))
                .toList();

        assertThat(space).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(verdict);
            assertThat(finding.text()).contains(used + " %");
            assertThat(finding.mend())
                    .isEqualTo(
                            verdict == Verdict.OK
                                    ? null
                                    : "ceph osd df   # on cluster site-a: add OSDs, or remove what is not needed");
        });
    }

    private Finding failed(ClusterNeeds needs) {
        return checkup.findings(needs).stream()
                .filter(finding -> finding.verdict() == Verdict.FAILED)
                .reduce((one, two) -> {
                    throw new AssertionError("more than one: " + one + ", " + two);
                })
                .orElseThrow();
    }
}
