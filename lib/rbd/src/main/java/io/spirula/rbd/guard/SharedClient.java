package io.spirula.rbd.guard;

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
public final class SharedClient implements AutoCloseable {

    private static final class Client {

        private final CephCluster cluster;
        private int calls;
        private boolean retired;

        Client(CephCluster cluster) {
            this.cluster = cluster;
        }
    }

    /** One call's hold of a client; whether that came for this call, with the rights of now. */
    private record Entry(Client client, boolean fresh) {}

    private final Supplier<CephCluster> connector;
    private @Nullable Client current;

    public SharedClient(Supplier<CephCluster> connector) {
        this.connector = connector;
    }

    /**
     * Makes a call. A client keeps the rights that its user had when it came, for up to an hour; so what is forbidden to one
     * that was there before is tried once more, by one that comes after that.
     *
     * @param work must do no harm when it is begun anew after it was forbidden something
     */
    public <T> T use(Function<CephCluster, T> work) {
        Entry entry = enter();
        if (entry.fresh()) {
            return use(entry.client(), work);
        }
        try {
            return use(entry.client(), work);
        } catch (RbdPermissionException e) {
            retire(entry.client());
        }
        return use(enter().client(), work);
    }

    private <T> T use(Client client, Function<CephCluster, T> work) {
        try {
            return work.apply(client.cluster);
        } catch (RbdException e) {
            if (e.endsConnection()) {
                retire(client);
            }
            throw e;
        } finally {
            leave(client);
        }
    }

    /** The next call comes as a new client, with the rights that its user has by then. */
    public synchronized void renew() {
        if (current != null) {
            retire(current);
        }
    }

    private synchronized Entry enter() {
        Client client = current;
        boolean fresh = client == null;
        if (client == null) {
            client = new Client(connector.get());
            current = client;
        }
        client.calls++;
        return new Entry(client, fresh);
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

    /** Closing a second time does nothing. */
    private static void closeUnlessUsed(Client client) {
        if (client.retired && client.calls == 0) {
            client.cluster.close();
        }
    }

    /** Ends the client, whoever still uses it. */
    @Override
    public synchronized void close() {
        if (current != null) {
            current.cluster.close();
            current = null;
        }
    }
}
