package io.spirula.rbd.checkup;

import io.spirula.rbd.PoolRight;
import io.spirula.rbd.checkup.ClusterState.PoolState;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pure: the {@code ceph auth caps} line that gives a user what it has and what it needs, and no more. */
final class Capabilities {

    /** Of other names no line is made: somebody will paste it into a shell. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]*");

    private final String user;
    private final boolean blocklist;
    private final Map<String, PoolRight> pools = new TreeMap<>();

    private Capabilities(String user, boolean blocklist) {
        this.user = user;
        this.blocklist = blocklist;
    }

    static @Nullable String line(String user, ClusterNeeds needs, ClusterState seen) {
        var all = new Capabilities(user, needs.blocklist() || seen.mayBlocklist());
        seen.pools().forEach(all::keep);
        needs.pools().forEach(all::add);
        return all.pools.keySet().stream().allMatch(Capabilities::isHarmless) ? all.line() : null;
    }

    private void keep(String pool, PoolState state) {
        for (PoolRight right : PoolRight.values()) {
            // a watch capability is of all pools: it says nothing about this one
            if (right != PoolRight.WATCH && state.rights().contains(right)) {
                add(pool, right);
            }
        }
    }

    private void add(String pool, PoolRight right) {
        pools.merge(pool, right, (one, two) -> one.includes(two) ? one : two);
    }

    static boolean isHarmless(String pool) {
        return HARMLESS.matcher(pool).matches();
    }

    private String line() {
        Set<String> osds = new LinkedHashSet<>();
        pools.forEach((pool, right) -> {
            if (right != PoolRight.WRITE) {
                osds.addAll(PoolRight.READ.capabilities(pool));
            }
            osds.addAll(right.capabilities(pool));
        });
        return "ceph auth caps client." + user + " mon '" + (blocklist ? "profile rbd" : "allow r") + "'"
                + (osds.isEmpty() ? "" : " osd '" + String.join(", ", osds) + "'");
    }
}
