package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.dirty.Trust;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.nativeceph.NativeCephConnector;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever owners do to images, every snapshot of a replica equals its source by the stock library, size and SHA-256. {@code
 * bin/test --soak MINUTES [--seed N]} tries more seeds than the daily ones.
 */
class OracleIT {

    private static final World WORLD = World.get();
    private static final Duration SOAK = Duration.ofMinutes(Long.getLong("spirula.soak.minutes", 5));
    private static final long FIRST_SEED =
            Long.getLong("spirula.soak.seed", new SecureRandom().nextLong() & Integer.MAX_VALUE);

    private static final CephCluster SOURCE = connect(WORLD.source());
    private static final CephCluster TARGET = connect(WORLD.target());
    private static final RawImages SOURCES = new RawImages(WORLD.source());
    private static final RawImages TARGETS = new RawImages(WORLD.target());

    private static CephCluster connect(Site site) {
        return new NativeCephConnector()
                .connect(new ClusterConfig(
                        site.cluster().name(),
                        site.conf(),
                        "admin",
                        site.cluster().adminKeyring(),
                        Duration.ofSeconds(30)));
    }

    @BeforeAll
    static void makePools() {
        WORLD.source().cluster().createErasureCodedPool(OracleSeed.CODED_POOL);
        WORLD.target().cluster().createErasureCodedPool(OracleSeed.CODED_POOL);
    }

    @AfterAll
    static void disconnect() {
        SOURCES.close();
        TARGETS.close();
        SOURCE.close();
        TARGET.close();
        for (Site site : List.of(WORLD.source(), WORLD.target())) {
            String pool = OracleSeed.CODED_POOL;
            site.cluster().ceph("osd", "pool", "rm", pool, pool, "--yes-i-really-really-mean-it");
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everySnapshotOfAReplicaEqualsItsSource(long seed) {
        run(seed, DiffMode.EXACT);
    }

    @Test
    void everySnapshotOfAReplicaEqualsItsSourceWhereObjectMapsAreGoneBy() {
        List<Trust.Code> found = LongStream.rangeClosed(1, 8)
                .boxed()
                .flatMap(seed -> run(seed, DiffMode.FAST).stream())
                .toList();

        System.out.println("oracle by object maps: " + count(found));
        assertThat(count(found).get(Trust.Code.MAPS_TRUSTED)).isGreaterThanOrEqualTo(6);
        assertThat(count(found))
                .containsKeys(Trust.Code.IMAGE_SHRANK, Trust.Code.OLDER_SNAPSHOT, Trust.Code.ROLLBACK_POSSIBLE);
    }

    private static Map<Trust.Code, Long> count(List<Trust.Code> found) {
        return found.stream().collect(Collectors.groupingBy(code -> code, TreeMap::new, Collectors.counting()));
    }

    @Tag("nightly")
    @Test
    void soMuchForAsLongAsThereIsTime() {
        long end = System.nanoTime() + SOAK.toNanos();
        long seed = FIRST_SEED;
        while (System.nanoTime() < end) {
            run(seed, seed % 2 == 0 ? DiffMode.FAST : DiffMode.EXACT);
            seed++;
        }
        System.out.println("oracle: seeds " + FIRST_SEED + " to " + (seed - 1) + " passed");
    }

    private static List<Trust.Code> run(long seed, DiffMode diff) {
        try (RbdPool source = SOURCE.openPool("rbd", "");
                RbdPool target = TARGET.openPool("rbd", "")) {
            return new OracleSeed(WORLD, SOURCES, TARGETS, seed, diff).run(source, target);
        }
    }
}
