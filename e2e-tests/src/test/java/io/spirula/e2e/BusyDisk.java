package io.spirula.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/** A disk that is written to, backed up and restored one after the other on a thread of its own, until it is enough. */
final class BusyDisk {

    private static final long MIB = 1 << 20;

    private final Disk disk;
    private final List<String> asked = new ArrayList<>();
    private final List<String> restored = new ArrayList<>();
    private final CompletableFuture<Void> done;

    private BusyDisk(Disk disk, long seed, AtomicBoolean enough) {
        this.disk = disk;
        disk.runs().forEach(run -> asked.add(run.get("id").asString()));
        this.done = CompletableFuture.runAsync(() -> work(seed, enough), work -> new Thread(work, disk.name()).start());
    }

    static BusyDisk start(Disk disk, long seed, AtomicBoolean enough) {
        return new BusyDisk(disk, seed, enough);
    }

    Disk disk() {
        return disk;
    }

    /** The ids of all runs that were asked for; once {@link #join} returned. */
    List<String> asked() {
        return asked;
    }

    /** The ids of all restores that were asked for; once {@link #join} returned. */
    List<String> restored() {
        return restored;
    }

    /** Returns when all that it asked for is done as it should be. */
    void join() {
        done.join();
    }

    private void work(long seed, AtomicBoolean enough) {
        for (long round = 0; !enough.get(); round++) {
            disk.fill(4 * MIB, seed * 1_000 + round);
            String run = disk.startBackup();
            asked.add(run);
            JsonNode point = disk.awaitCompleted(run);
            if (round % 2 == seed % 2) {
                Restoring restoring = Restoring.start(disk, point);
                restored.add(restoring.id());
                restoring.awaitCompleted();
                restoring.remove();
            }
        }
    }
}
