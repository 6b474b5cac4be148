package io.spirula.snapshot.cluster;

import io.spirula.rbd.CephCluster;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdPermissionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client instance for all calls to a cluster. One that is of no use any more takes no further calls, and ends with the
 * last that it has. Thread-safe.
 */
final class SharedClient {

    private static final class Client {

        private final CephCluster cluster;
        private int calls;
        private boolean retired;

        Client(CephCluster cluster) {
            this.cluster = cluster;
        }
    }

    private final Supplier<CephCluster> connector;
    private @Nullable Client current;

    SharedClient(Supplier<CephCluster> connector) {
        this.connector = connector;
    }

    <T> T use(Function<CephCluster, T> work) {
        Client client = enter();
        try {
            return work.apply(client.cluster);
        } catch (RbdException e) {
            // a client keeps the rights that it had when it came
            if (e.endsConnection() || e instanceof RbdPermissionException) {
                retire(client);
            }
            throw e;
        } finally {
            leave(client);
        }
    }

    /** The next call comes as a new client, with the rights that its user has by then. */
    synchronized void renew() {
        if (current != null) {
            retire(current);
        }
    }

    private synchronized Client enter() {
        Client client = current;
        if (client == null) {
            client = new Client(connector.get());
            current = client;
        }
        client.calls++;
        return client;
    }

    private synchronized void leave(Client client) {
        client.calls--;
        closeUnlessUsed(client);
    }

    @SuppressWarnings("ReferenceEquality") // this client, not one like it
    private synchronized void retire(Client client) {
        client.retired = true;
        if (current == client) {
            current = null;
        }
        closeUnlessUsed(client);
    }

    private static void closeUnlessUsed(Client client) {
        if (client.retired && client.calls == 0) {
            client.cluster.close();
        }
    }

    /** Ends the client, whoever still uses it. */
    synchronized void close() {
        if (current != null) {
            current.cluster.close();
            current = null;
        }
    }
}
