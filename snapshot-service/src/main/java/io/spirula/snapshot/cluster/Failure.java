package io.spirula.snapshot.cluster;

import io.spirula.rbd.RbdBusyException;
import io.spirula.rbd.RbdException;

/** What to think of a refusal by Ceph. */
public final class Failure {

    private Failure() {}

    /** Whether the same may well work later, without anybody changing the request. */
    public static boolean passes(RbdException failure) {
        return failure.isTransient() || failure.endsConnection() || failure instanceof RbdBusyException;
    }
}
