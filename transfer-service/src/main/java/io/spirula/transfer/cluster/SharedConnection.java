package io.spirula.transfer.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPermissionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One client instance for all who only look at a cluster, opened when first needed and anew when it became useless. */
final class SharedConnection {

    private final Supplier<CephCluster> connector;
    private @Nullable CephCluster current;

    SharedConnection(Supplier<CephCluster> connector) {
        this.connector = connector;
    }

    <T> T use(Function<CephCluster, T> question) {
        CephCluster cluster = open();
        try {
            return question.apply(cluster);
        } catch (RbdException e) {
            // a client keeps the rights that it had when it came
            if (e.endsConnection() || e instanceof RbdPermissionException) {
                discard(cluster);
            }
            throw e;
        } catch (HandleClosedException e) {
            discard(cluster);
            throw e;
        }
    }

    synchronized void close() {
        if (current != null) {
            current.close();
            current = null;
        }
    }

    private synchronized CephCluster open() {
        if (current == null) {
            current = connector.get();
        }
        return current;
    }

    @SuppressWarnings("ReferenceEquality") // this connection, not one like it
    private synchronized void discard(CephCluster useless) {
        if (current == useless) {
            current = null;
        }
        useless.close();
    }
}
