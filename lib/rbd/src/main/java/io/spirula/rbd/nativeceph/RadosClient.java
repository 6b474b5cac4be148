package io.spirula.rbd.nativeceph;

import com.ceph.rados.Rados;
import com.sun.jna.Pointer;

/** A rados-java cluster that shows its native handle and is never shut down by the garbage collector. */
final class RadosClient extends Rados {

    RadosClient(String user) {
        super("ceph", "client." + user, 0);
    }

    /** Null if librados refused to create it. */
    Pointer pointer() {
        return clusterPtr;
    }

    /** Overridden to do nothing: the parent's shuts the cluster down under open images. */
    @Override
    @SuppressWarnings({"deprecation", "removal"})
    protected void finalize() {}
}
