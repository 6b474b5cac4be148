package io.spirula.e2e.chaos;

import java.time.Duration;
import java.util.List;

/**
 * One thing that owners, operators, hands and accidents do. Whatever depends on what is there by then is a {@code pick}: it
 * chooses among what there is, modulo their number.
 */
public sealed interface Step {

    /** The owner writes, discards and writes zeroes. */
    record Write(int disk, long seed, int operations) implements Step {}

    record Resize(int disk, long bytes) implements Step {}

    /** A snapshot of the owner's own. */
    record TakeSnapshot(int disk) implements Step {}

    record DropSnapshot(int disk, int pick) implements Step {}

    record Rename(int disk) implements Step {}

    /** Deleted with all snapshots, and created again under its name. */
    record Recreate(int disk, long bytes) implements Step {}

    record TrashAndBack(int disk, Duration pause) implements Step {}

    record Backup(List<Integer> disks) implements Step {
        public Backup {
            disks = List.copyOf(disks);
        }
    }

    record Restore(int disk, int pick, Destination destination) implements Step {}

    record CancelRun(int pick) implements Step {}

    record CancelRestore(int pick) implements Step {}

    record PausePolicy(int disk) implements Step {}

    record ResumePolicy(int disk) implements Step {}

    /** A policy with this schedule and retention, also where it was deleted. */
    record ApplyPolicy(int disk, Duration every, int keep) implements Step {}

    record DeletePolicy(int disk) implements Step {}

    record WriteToReplica(int disk, int pick) implements Step {}

    record RemoveReplicaSnapshot(int disk, int pick) implements Step {}

    record RemoveSourceSnapshot(int disk, int pick) implements Step {}

    /** Begins now and ends by itself after a while; other steps go on meanwhile. */
    record Strike(Fault fault, Duration length, int pick) implements Step {}

    record LetPass(Duration time) implements Step {}

    /** All faults end, all that was asked for ends, and everything is compared. */
    record Settle() implements Step {}

    /** Where a restore goes, and whether it is a clone. */
    enum Destination {
        SOURCE_CLUSTER,
        TARGET_CLUSTER,
        INSTANT
    }

    /** For counting. */
    default String kind() {
        return this instanceof Strike strike
                ? strike.fault().toString()
                : this instanceof Restore restore
                        ? "Restore " + restore.destination()
                        : getClass().getSimpleName();
    }
}
