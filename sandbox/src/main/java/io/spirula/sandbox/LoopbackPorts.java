package io.spirula.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** TCP ports of 127.0.0.1. */
public final class LoopbackPorts {
    static final String ADDRESS = "127.0.0.1";

    /** Below the range from which Linux takes the local ports of outgoing connections. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int PART = 1_000;
    private static final int CONNECT_MILLIS = 500;

    private LoopbackPorts() {}

    /** A part of the range that no other process of this kind takes ports from, for as long as this one lives. */
    private static final class Own {

        /** Bound to the first port of the part; null when all parts are taken: then this process has no part of its own. */
        private static final @Nullable ServerSocket CLAIM = claim();

        private static int next = 1;

        private static @Nullable ServerSocket claim() {
            for (var part = LOWEST; part < HIGHEST; part += PART) {
                try {
                    return new ServerSocket(part, 1, InetAddress.getLoopbackAddress());
                } catch (IOException e) {
                    continue;
                }
            }
            return null;
        }

        /** Goes round, so that a port that was given out and is not in use yet is not given out again at once. */
        static synchronized int candidate(int count) {
            if (CLAIM == null) {
                return ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
            }
            if (next + count > PART) {
                next = 1;
            }
            var first = CLAIM.getLocalPort() + next;
            next += count;
            return first;
        }
    }

    /** The first of {@code count} neighbouring ports that were all free just now. */
    public static int freeBlock(int count) {
        for (var attempt = 0; attempt < PART; attempt++) {
            var first = Own.candidate(count);
            if (allFree(first, count)) {
                return first;
            }
        }
        throw new SandboxException("found no " + count + " free neighbouring ports from " + LOWEST + " to " + HIGHEST);
    }

    /** Fails naming the holder when somebody already listens on the port. */
    public static void requireFree(int port, String purpose) {
        if (!isFree(port)) {
            throw new SandboxException("port " + port + ", wanted for " + purpose + ", is in use by "
                    + PortHolder.describe(port) + "; end that program or choose another port (see bin/sandbox help)");
        }
    }

    static boolean answers(int port) {
        return answers(ADDRESS, port);
    }

    static boolean answers(String address, int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean allFree(int first, int count) {
        for (var port = first; port < first + count; port++) {
            if (!isFree(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
