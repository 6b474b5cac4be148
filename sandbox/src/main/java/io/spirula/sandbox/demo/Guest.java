package io.spirula.sandbox.demo;

import io.spirula.sandbox.CephTools;
import io.spirula.sandbox.SandboxException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Plays a virtual machine: makes its disk, fills a part, then writes 2 MiB in random places every second. */
final class Guest implements AutoCloseable {
    static final String IMAGE = "vm-web-1";
    private static final String SPEC = "rbd/" + IMAGE;

    private final CephTools cluster;
    private final AtomicReference<SandboxException> failure = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread writer = new Thread(this::writeUntilClosed, "guest");

    Guest(CephTools cluster) {
        this.cluster = cluster;
        writer.setDaemon(true);
    }

    /** Goes on with the disk that an earlier demo in this world left. */
    void start() {
        if (cluster.rbd("ls", "rbd").lines().noneMatch(IMAGE::equals)) {
            cluster.rbd("create", "--size", "256M", SPEC);
            write("seq", "4M", "64M");
        }
        writer.start();
    }

    /** What stopped the guest from writing, if anything did. */
    Optional<SandboxException> failure() {
        return Optional.ofNullable(failure.get());
    }

    private void writeUntilClosed() {
        try {
            while (!closed.await(1, TimeUnit.SECONDS)) {
                write("rand", "4K", "2M");
            }
        } catch (SandboxException e) {
            failure.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(String pattern, String blockSize, String total) {
        cluster.rbd(
                "bench",
                "--io-type",
                "write",
                "--io-pattern",
                pattern,
                "--io-size",
                blockSize,
                "--io-total",
                total,
                SPEC);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
