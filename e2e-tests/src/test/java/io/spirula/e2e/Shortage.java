package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.CephSandboxCluster;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why the pool {@code rbd} of a cluster takes no more. */
enum Shortage {
    CLUSTER("RBD_ENOSPC", "free space") {
        @Override
        boolean isThere(CephSandboxCluster cluster) {
            return flags(cluster).contains(",full,") && !flags(cluster).contains("full_quota");
        }

        @Override
        void make(CephSandboxCluster cluster) {
            cluster.setFull(true);
        }

        @Override
        void end(CephSandboxCluster cluster) {
            cluster.setFull(false);
        }
    },
    /** Needs the cluster's manager. */
    QUOTA("RBD_EDQUOT", "raise the quota of the pool") {
        @Override
        boolean isThere(CephSandboxCluster cluster) {
            return flags(cluster).contains(",full_quota,");
        }

        @Override
        void make(CephSandboxCluster cluster) {
            setQuota(cluster, Long.toString(settled(cluster)));
        }

        @Override
        void end(CephSandboxCluster cluster) {
            setQuota(cluster, "1T");
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The monitor compares quotas every 5 s, with what it hears of pools every 2 s. */
    private static final Duration LOOK = Duration.ofSeconds(6);

    final String code;
    final String advice;

    Shortage(String code, String advice) {
        this.code = code;
        this.advice = advice;
    }

    abstract boolean isThere(CephSandboxCluster cluster);

    abstract void make(CephSandboxCluster cluster);

    abstract void end(CephSandboxCluster cluster);

    /** Returns when the cluster believes it; what is removed meanwhile counts. */
    void begin(CephSandboxCluster cluster) {
        await("there to be no room: " + this)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .untilAsserted(() -> {
                    if (!isThere(cluster)) {
                        make(cluster);
                    }
                    assertThat(isThere(cluster)).as(flags(cluster)).isTrue();
                });
    }

    static void awaitRoom(CephSandboxCluster cluster) {
        await("there to be room")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(flags(cluster)).doesNotContain("full"));
    }

    private static void setQuota(CephSandboxCluster cluster, String bytes) {
        cluster.ceph("osd", "pool", "set-quota", "rbd", "max_bytes", bytes);
    }

    private static String flags(CephSandboxCluster cluster) {
        return pool(
                                JSON.readTree(cluster.ceph("osd", "dump", "--format", "json"))
                                        .get("pools"),
                                "pool_name")
                        .get("flags_names")
                        .asString()
                + ",";
    }

    /** What the pool holds, once two looks agree: what was just written is not counted yet. */
    private static long settled(CephSandboxCluster cluster) {
        AtomicLong before = new AtomicLong(-1);
        await("nobody writes to the pool")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .until(() -> {
                    long now = stored(cluster);
                    return before.getAndSet(now) == now;
                });
        return before.get();
    }

    private static long stored(CephSandboxCluster cluster) {
        return pool(JSON.readTree(cluster.ceph("df", "--format", "json")).get("pools"), "name")
                .get("stats")
                .get("stored")
                .asLong();
    }

    private static JsonNode pool(JsonNode pools, String key) {
        return pools.valueStream()
                .filter(pool -> pool.get(key).asString().equals("rbd"))
                .findFirst()
                .orElseThrow();
    }
}
