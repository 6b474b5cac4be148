package io.spirula.rbd.nativeceph;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.rbd.AioQueue;
import io.spirula.rbd.CephCluster;
import io.spirula.rbd.DiffRequest;
import io.spirula.rbd.HandleClosedException;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.ImageSpec;
import io.spirula.rbd.ProgressListener;
import io.spirula.rbd.RbdImage;
import io.spirula.rbd.RbdPool;
import io.spirula.rbd.contract.SandboxCeph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Handles cost nothing once closed, and closing them under use or losing them to the garbage collector does no harm. */
class HandleLeaksIT {

    private static final String NAME = "leaky";
    private static final long SIZE = 16 << 20;

    private final SandboxCeph ceph = SandboxCeph.siteA();

    private CephCluster connect() {
        return ceph.connector().connect(ceph.config());
    }

    @BeforeEach
    void makeImage() {
        try (CephCluster cluster = connect();
                RbdPool pool = cluster.openPool("rbd", "")) {
            pool.create(NAME, ImageSpec.ofSize(SIZE));
        }
    }

    @AfterEach
    void removeImage() {
        try (CephCluster cluster = connect();
                RbdPool pool = cluster.openPool("rbd", "")) {
            String id;
            try (RbdImage image = pool.open(ImageLocator.byName(NAME))) {
                id = image.id().image();
                image.snapshots().list().forEach(snapshot -> image.snapshots().remove(snapshot.id()));
            }
            pool.remove(id, ProgressListener.SILENT);
        }
    }

    private static long entries(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/self", directory))) {
            return entries.count();
        }
    }

    private static long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> line.replaceAll("\\D", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
    }

    private void openAndCloseAll(int images) {
        try (CephCluster cluster = connect();
                RbdPool pool = cluster.openPool("rbd", "")) {
            for (int i = 0; i < images; i++) {
                try (RbdImage image = pool.open(ImageLocator.byName(NAME));
                        AioQueue<Integer> queue = image.openAioQueue(8)) {
                    queue.submitWriteZeroes(0, 4096, i);
                    queue.take().orThrow();
                }
            }
        }
    }

    @Test
    void manyOpeningsAndClosingsLeaveNoThreadAndNoDescriptor() throws IOException {
        openAndCloseAll(3);
        long threads = entries("task");
        long descriptors = entries("fd");
        for (int round = 0; round < 10; round++) {
            openAndCloseAll(20);
        }
        assertThat(entries("task")).isLessThanOrEqualTo(threads + 2);
        assertThat(entries("fd")).isLessThanOrEqualTo(descriptors + 2);
    }

    @Test
    void asynchronousOperationsLeakNoMemory() throws IOException {
        try (CephCluster cluster = connect();
                RbdPool pool = cluster.openPool("rbd", "");
                RbdImage image = pool.open(ImageLocator.byName(NAME))) {
            List<ByteBuffer> buffers = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                buffers.add(ByteBuffer.allocateDirect(65536));
            }
            readAndWrite(image, buffers, 1000);
            long before = residentKib();
            readAndWrite(image, buffers, 4000);
            // 4000 operations of 64 KiB are 250 MiB
            assertThat(residentKib() - before).isLessThan(48 << 10);
        }
    }

    private static void readAndWrite(RbdImage image, List<ByteBuffer> buffers, int operations) {
        try (AioQueue<ByteBuffer> queue = image.openAioQueue(buffers.size())) {
            var free = new java.util.ArrayDeque<>(buffers);
            for (int i = 0; i < operations; i++) {
                if (free.isEmpty()) {
                    free.add(queue.take().orThrow());
                }
                long offset = (i * 65536L) % SIZE;
                ByteBuffer buffer = free.remove();
                if (i % 2 == 0) {
                    queue.submitWrite(offset, buffer, buffer);
                } else {
                    queue.submitRead(offset, buffer, buffer);
                }
            }
        }
    }

    @Test
    void anImageKeepsWhatItWasOpenedThroughFromTheGarbageCollector() {
        RbdImage image = connect().openPool("rbd", "").open(ImageLocator.byName(NAME));
        for (int i = 0; i < 20; i++) {
            System.gc();
            image.writeZeroes(0, 4096);
            assertThat(image.size()).isEqualTo(SIZE);
        }
        image.pool().cluster().close();
    }

    @Test
    void closingUnderUseEndsTheUsersWithAClearWord() throws InterruptedException, ExecutionException {
        var executor = Executors.newFixedThreadPool(5);
        try {
            for (int round = 0; round < 15; round++) {
                CephCluster cluster = connect();
                RbdPool pool = cluster.openPool("rbd", "");
                RbdImage image = pool.open(ImageLocator.byName(NAME));
                var started = new CountDownLatch(5);
                List<Future<?>> users = new ArrayList<>();
                for (Runnable use : uses(pool, image)) {
                    users.add(executor.submit(() -> useUntilClosed(use, started)));
                }
                started.await();
                switch (round % 3) {
                    case 0 -> image.close();
                    case 1 -> pool.close();
                    default -> cluster.close();
                }
                cluster.close();
                for (Future<?> user : users) {
                    user.get();
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }

    private static List<Runnable> uses(RbdPool pool, RbdImage image) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        return List.of(
                () -> image.read(0, buffer),
                () -> image.diff(DiffRequest.fromBeginning(0, SIZE), (offset, length, exists) -> {}),
                () -> image.metadata().list(),
                () -> {
                    try (AioQueue<Integer> queue = image.openAioQueue(4)) {
                        queue.submitWriteZeroes(0, 512, 1);
                        queue.submitWriteZeroes(4096, 512, 2);
                        queue.take();
                    }
                },
                () -> {
                    image.size();
                    pool.openReadOnly(ImageLocator.byName(NAME)).close();
                });
    }

    private static void useUntilClosed(Runnable use, CountDownLatch started) {
        boolean first = true;
        while (true) {
            try {
                use.run();
            } catch (HandleClosedException e) {
                return;
            } finally {
                if (first) {
                    started.countDown();
                    first = false;
                }
            }
        }
    }
}
