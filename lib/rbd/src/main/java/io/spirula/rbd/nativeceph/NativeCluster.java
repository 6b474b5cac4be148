package io.spirula.rbd.nativeceph;

import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.ClusterSpace;
import io.spirula.rbd.ClusterStatus;
import io.spirula.rbd.HealthCheck;
import io.spirula.rbd.Pool;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdNames;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.handle.Handle;
import io.spirula.rbd.jna.CText;
import io.spirula.rbd.jna.LibRados;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One RADOS client instance. */
final class NativeCluster extends Handle implements CephCluster {

    private static final Logger LOG = LoggerFactory.getLogger(NativeCluster.class);

    private final ClusterConfig config;
    private final RadosClient rados;
    private final Pointer cluster;
    private final String fsid;
    private final long instanceId;
    private volatile boolean stuck;

    NativeCluster(ClusterConfig config, RadosClient rados, String fsid, long instanceId) {
        super(null);
        this.config = config;
        this.rados = rados;
        this.cluster = rados.pointer();
        this.fsid = fsid;
        this.instanceId = instanceId;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public String fsid() {
        return use(() -> fsid);
    }

    @Override
    public long instanceId() {
        return use(() -> instanceId);
    }

    /** How long a call made of several operations may take before it counts as hung. */
    Duration patience() {
        return config.operationTimeout().multipliedBy(4);
    }

    /** A native call never came back: from now on handles of this connection are leaked instead of freed under it. */
    void giveUp(String operation) {
        stuck = true;
        LOG.error("{} hangs in '{}': its memory is kept until the process ends", describe(), operation);
    }

    boolean isStuck() {
        return stuck;
    }

    @Override
    public String clientAddress() {
        return use(() -> {
            var reference = new PointerByReference();
            Call.check(LibRados.rados_getaddrs(cluster, reference), "ask for the client's address", this::describe);
            Pointer text = reference.getValue();
            try {
                return CText.at(text);
            } finally {
                LibRados.rados_buffer_free(text);
            }
        });
    }

    @Override
    public List<Pool> pools() {
        return use(() -> {
            var filled = Call.fill(
                    4096,
                    1,
                    (buffer, length) -> {
                        long capacity = length.getValue();
                        int needed = LibRados.rados_pool_list(cluster, buffer, capacity);
                        length.setValue(Math.max(needed, 0));
                        return needed > capacity ? -Call.ERANGE : needed;
                    },
                    "list pools",
                    this::describe);
            var pools = new ArrayList<Pool>();
            for (String name : CText.list(filled.buffer(), filled.length())) {
                long id = name.isEmpty() ? -1 : LibRados.rados_pool_lookup(cluster, CText.of(name));
                if (id >= 0) {
                    pools.add(new Pool(id, name));
                }
            }
            pools.sort(Comparator.comparingLong(Pool::id));
            return List.copyOf(pools);
        });
    }

    @Override
    public ClusterSpace space() {
        return use(() -> {
            try {
                var space = rados.clusterStat();
                return new ClusterSpace(space.kb * 1024, space.kb_used * 1024, space.kb_avail * 1024);
            } catch (RadosException e) {
                throw Call.failed(e, "ask for the space", describe());
            }
        });
    }

    @Override
    public RbdPool openPool(long poolId, String namespace) {
        return open(poolId, poolName(poolId), namespace);
    }

    @Override
    public RbdPool openPool(String poolName, String namespace) {
        long id = use(() -> Call.check(
                LibRados.rados_pool_lookup(cluster, CText.of(poolName)),
                "open",
                () -> "pool " + RbdNames.printable(poolName) + " of " + describe()));
        return open(id, poolName, namespace);
    }

    private NativePool open(long poolId, String poolName, String namespace) {
        byte[] namespaceText = CText.of(namespace);
        return adopt(() -> {
            var io = new PointerByReference();
            Call.check(
                    LibRados.rados_ioctx_create2(cluster, poolId, io),
                    "open",
                    () -> "pool " + poolId + " of " + describe());
            LibRados.rados_ioctx_set_namespace(io.getValue(), namespaceText);
            LibRados.rados_set_pool_full_try(io.getValue());
            return new NativePool(this, io.getValue(), poolId, poolName, namespace);
        });
    }

    private String poolName(long poolId) {
        return use(() -> {
            var buffer = new Memory(4096);
            Call.check(
                    LibRados.rados_pool_reverse_lookup(cluster, poolId, buffer, buffer.size()),
                    "open",
                    () -> "pool " + poolId + " of " + describe());
            return CText.at(buffer);
        });
    }

    Pointer pointer() {
        return cluster;
    }

    void destroy(Pointer io) {
        if (!stuck) {
            LibRados.rados_ioctx_destroy(io);
        }
    }

    @Override
    public void blocklist(String clientAddress, Duration duration) {
        if (duration.toSeconds() < 1 || duration.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a blocklisting must last at least a second: " + duration);
        }
        use(() -> {
            for (String address : ClientAddresses.split(clientAddress)) {
                Call.check(
                        LibRados.rados_blocklist_add(cluster, CText.of(address), (int) duration.toSeconds()),
                        "blocklist client " + RbdNames.printable(address),
                        this::describe);
            }
            return true;
        });
    }

    @Override
    public boolean mayBlocklist() {
        return use(() -> {
            // the monitors look at capabilities before they find that this is no address
            var answer = MonitorCommand.ask(
                    cluster,
                    "{\"prefix\":\"osd blocklist\",\"blocklistop\":\"add\",\"addr\":\"nowhere/0\",\"expire\":1.0}");
            return Rights.granted(answer.result(), Call.EINVAL, "ask whether it may blocklist", this::describe);
        });
    }

    @Override
    public List<HealthCheck> health() {
        return use(() -> {
            var answer = MonitorCommand.ask(cluster, "{\"prefix\":\"health\",\"format\":\"json\"}");
            Call.check(answer.result(), "ask for the health", this::describe);
            return MonitorCommand.health(answer.output());
        });
    }

    @Override
    public ClusterStatus status() {
        return use(() -> {
            var answer = MonitorCommand.ask(cluster, "{\"prefix\":\"status\",\"format\":\"json\"}");
            Call.check(answer.result(), "ask for the status", this::describe);
            return MonitorCommand.status(answer.output());
        });
    }

    @Override
    public void awaitLatestOsdMap() {
        use(() -> {
            String operation = "wait for the latest OSD map";
            if (stuck) {
                throw RbdException.of(Call.ETIMEDOUT, operation, describe() + ", which hangs in an earlier call");
            }
            // the wait itself knows no time-out, and a client that waits on is lost: monitors have to answer before
            var alive = MonitorCommand.ask(cluster, "{\"prefix\":\"fsid\",\"format\":\"json\"}");
            Call.check(alive.result(), operation, this::describe);
            var answer = BoundedCall.await(
                    "osdmap-" + name(), patience(), () -> LibRados.rados_wait_for_latest_osdmap(cluster));
            if (answer.isEmpty()) {
                giveUp(operation);
                throw RbdException.of(Call.ETIMEDOUT, operation, describe());
            }
            return Call.check(answer.getAsInt(), operation, this::describe);
        });
    }

    @Override
    public String describe() {
        return "cluster " + name() + " as client." + config.user();
    }

    @Override
    protected void release() {
        if (!stuck) {
            rados.shutDown();
        }
    }

    @Override
    public void close() {
        closeOnce();
    }
}
