package io.spirula.mover.replica;

import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes and gives back a replica's exclusive lock so that the next one who takes it knows whether anybody had it in between.
 * A seal is a version of the image's header at which nobody had the lock: who writes through librbd has to take it, and the
 * header never has that version again.
 *
 * <p>Somebody could have it just between a version and our own change. Taking, giving back and ours are at least three
 * versions; fewer are ours alone. Since a step counts what else was changed in the header's placement group, the header is
 * touched right before: where other writes come in between all the same, there is no seal.
 *
 * <p>docs/replica-heads.md says what it does not see.
 */
public final class LockSeal {

    private static final int OF_SOMEBODY_ELSE = 3;

    private LockSeal() {}

    /**
     * Takes the lock.
     *
     * @param seal that it was given back with; empty if there is none
     * @param unsealed hears of an error that concerns nothing but the seal
     * @return the header's version from then on; empty if it is not certain that nobody had the lock since then
     * @throws RbdException as {@link io.spirula.rbd.ExclusiveLock#acquire} does
     */
    public static OptionalLong acquire(RbdImage replica, OptionalLong seal, Consumer<RbdException> unsealed) {
        OptionalLong touched =
                seal.isEmpty() ? seal : orNone(() -> replica.header().touchIf(seal.getAsLong()), unsealed);
        replica.lock().acquire();
        return touched.isEmpty()
                ? touched
                : orNone(() -> ours(touched.getAsLong(), replica.header().version()), unsealed);
    }

    /**
     * Gives the lock back.
     *
     * @param known version of the header when its owner changed it last, with all that was to be sealed as it is
     * @param snapshot that HEAD is. An image that is being made smaller has another size already, with the header as it was,
     *     and is never told from then on if that is broken off, as it is with the lock
     * @param unsealed hears of an error that concerns nothing but the seal
     * @return the seal; empty if it is not certain that nobody else changed the header, or had the lock
     * @throws RbdException as {@link io.spirula.rbd.ExclusiveLock#release} does
     */
    public static OptionalLong release(RbdImage replica, long known, long snapshot, Consumer<RbdException> unsealed) {
        OptionalLong touched = orNone(() -> touchHeld(replica, known, snapshot), unsealed);
        replica.lock().release();
        return touched.isEmpty() ? touched : orNone(() -> free(replica, touched.getAsLong()), unsealed);
    }

    /** Where librbd says that it has the lock, but the header that somebody else has, that one decides. */
    private static OptionalLong touchHeld(RbdImage replica, long known, long snapshot) {
        if (!replica.lock().isOwner()) {
            return OptionalLong.empty();
        }
        OptionalLong touched = replica.header().touchIf(known);
        String own = replica.pool().cluster().clientAddress();
        boolean held = replica.lock().owners().equals(List.of(own));
        return held && hasSizeOf(snapshot, replica) ? touched : OptionalLong.empty();
    }

    private static boolean hasSizeOf(long snapshot, RbdImage replica) {
        long size = replica.size();
        return replica.snapshots()
                .find(snapshot)
                .filter(found -> found.size() == size)
                .isPresent();
    }

    /** The version at which nobody has the lock. */
    private static OptionalLong free(RbdImage replica, long touched) {
        long version = replica.header().version();
        boolean free = replica.lock().owners().isEmpty() && replica.header().version() == version;
        return free ? ours(touched, version) : OptionalLong.empty();
    }

    private static OptionalLong ours(long touched, long version) {
        return version - touched < OF_SOMEBODY_ELSE ? OptionalLong.of(version) : OptionalLong.empty();
    }

    private static OptionalLong orNone(Supplier<OptionalLong> call, Consumer<RbdException> unsealed) {
        try {
            return call.get();
        } catch (RbdException e) {
            unsealed.accept(e);
            return OptionalLong.empty();
        }
    }
}
