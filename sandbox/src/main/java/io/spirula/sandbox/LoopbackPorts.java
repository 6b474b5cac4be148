package io.spirula.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports of 127.0.0.1. */
public final class LoopbackPorts {
    static final String ADDRESS = "127.0.0.1";

    /** Below the range from which Linux takes the local ports of outgoing connections. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final int CONNECT_MILLIS = 500;

    private LoopbackPorts() {}

    /** The first of {@code count} neighbouring ports that were all free just now. */
    public static int freeBlock(int count) {
        for (var attempt = 0; attempt < 200; attempt++) {
            var first = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST - count);
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
