package io.spirula.rbd.nativeceph;

import com.ceph.rados.exceptions.RadosException;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.CephConnector;
import io.spirula.rbd.ClusterConfig;
import io.spirula.rbd.RbdException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connects through librados, with time-outs on everything. Needs librados2 and librbd1. */
public final class NativeCephConnector implements CephConnector {

    private static final int EACCES = 13;

    @Override
    public CephCluster connect(ClusterConfig config) {
        String object = "cluster " + config.name();
        requireReadable(config.conf(), "configuration " + config.conf(), object);
        requireReadable(config.keyring(), "keyring " + config.keyring() + " of client." + config.user(), object);
        var rados = new RadosClient(config.user());
        if (rados.pointer() == null) {
            throw RbdException.of(Call.EINVAL, "make a client for user " + config.user(), object);
        }
        try {
            rados.confReadFile(config.conf().toFile());
            for (var option : options(config).entrySet()) {
                rados.confSet(option.getKey(), option.getValue());
            }
            rados.connect();
            return new NativeCluster(config, rados, rados.clusterFsid(), rados.getInstanceId());
        } catch (RadosException e) {
            rados.shutDown();
            throw Call.failed(e, "connect as user " + config.user(), object);
        }
    }

    private static void requireReadable(Path file, String what, String object) {
        if (!Files.exists(file)) {
            throw RbdException.of(Call.ENOENT, "read the " + what, object);
        }
        if (!Files.isReadable(file)) {
            throw RbdException.of(EACCES, "read the " + what, object);
        }
    }

    /**
     * Options of every connection. Writes stay copied by librbd ({@code rbd_disable_zero_copy_writes}): after a time-out
     * the messenger may still hold the buffer. A client that missed the death of an OSD asks for a new OSD map only once an
     * operation is older than {@code objecter_timeout}, so that has to come well before the operation is given up: otherwise
     * it would look for the OSD at its old address for ever.
     */
    private static Map<String, String> options(ClusterConfig config) {
        long seconds = config.operationTimeout().plusMillis(999).toSeconds();
        String timeout = Long.toString(seconds);
        var options = new LinkedHashMap<String, String>();
        options.put("keyring", config.keyring().toString());
        options.put("rados_osd_op_timeout", timeout);
        options.put("rados_mon_op_timeout", timeout);
        options.put("client_mount_timeout", timeout);
        options.put("objecter_timeout", Long.toString(Math.max(1, seconds / 3)));
        options.put("objecter_tick_interval", "1");
        options.put("rbd_cache", "false");
        options.put("rbd_concurrent_management_ops", "64");
        // neither reads nor writes may change an image's header: see ImageHeader
        options.put("rbd_atime_update_interval", "0");
        options.put("rbd_mtime_update_interval", "0");
        options.put("objecter_inflight_op_bytes", Long.toString(512L << 20));
        // several connections of one process would fight for the same socket
        options.put("admin_socket", "");
        return options;
    }
}
