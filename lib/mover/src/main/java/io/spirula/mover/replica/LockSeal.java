package io.spirula.mover.replica;

import io.spirula.rbd.Errno;
import io.spirula.rbd.ImageHeader;
import io.spirula.rbd.RbdException;
import io.spirula.rbd.RbdImage;
import java.util.List;
import java.util.OptionalLong;

/**
 * Takes and gives back a replica's exclusive lock so that the next one who takes it knows whether anybody had it in between.
 * A seal is a version of the image's header at which nobody had the lock: who writes through librbd has to take it, and the
 * header never has that version again.
 *
 * <p>Somebody could have it just between a version and our own change. Taking, giving back and ours are at least three
 * versions; fewer are ours alone. Since a step counts what else was changed in the header's placement group, the header is
 * touched right before: on a busy cluster, or where the image's object map shares the group, there is now and then no seal.
 *
 * <p>Whoever was robbed of the lock and not blocklisted could write without it; Ceph blocklists unless told otherwise.
 */
public final class LockSeal {

    private static final int OF_SOMEBODY_ELSE = 3;

    private LockSeal() {}

    /**
     * Takes the lock.
     *
     * @param seal that it was given back with; empty if there is none
     * @return whether nobody had it since then
     * @throws RbdException as {@link io.spirula.rbd.ExclusiveLock#acquire} does
     */
    public static boolean acquire(RbdImage replica, OptionalLong seal) {
        OptionalLong touched = seal.isEmpty() ? seal : touchIf(replica.header(), seal.getAsLong());
        replica.lock().acquire();
        return touched.isPresent()
                && isOurs(touched.getAsLong(), replica.header().version());
    }

    private static OptionalLong touchIf(ImageHeader header, long seal) {
        try {
            return header.touchIf(seal);
        } catch (RbdException e) {
            return unless(e);
        }
    }

    /**
     * Gives the lock back.
     *
     * @return the seal; empty if it is not certain that nobody else had the lock
     */
    public static OptionalLong release(RbdImage replica) {
        OptionalLong touched = touchHeld(replica);
        replica.lock().release();
        if (touched.isEmpty()) {
            return touched;
        }
        long version = replica.header().version();
        boolean free = replica.lock().owners().isEmpty()
                && replica.header().version() == version
                && isOurs(touched.getAsLong(), version);
        return free ? OptionalLong.of(version) : OptionalLong.empty();
    }

    /** Where librbd says that it has the lock, but the header that somebody else has, that one decides. */
    private static OptionalLong touchHeld(RbdImage replica) {
        if (!replica.lock().isOwner()) {
            return OptionalLong.empty();
        }
        try {
            long touched = replica.header().touch();
            String own = replica.pool().cluster().clientAddress();
            return replica.lock().owners().equals(List.of(own)) ? OptionalLong.of(touched) : OptionalLong.empty();
        } catch (RbdException e) {
            return unless(e);
        }
    }

    private static boolean isOurs(long touched, long version) {
        return version - touched < OF_SOMEBODY_ELSE;
    }

    /** Nothing is touched on a full cluster, but room is to be made there all the same. */
    private static OptionalLong unless(RbdException e) {
        if (e.errno() == Errno.ENOSPC || e.errno() == Errno.EDQUOT) {
            return OptionalLong.empty();
        }
        throw e;
    }
}
