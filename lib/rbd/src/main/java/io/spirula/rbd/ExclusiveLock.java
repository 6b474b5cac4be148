package io.spirula.rbd;

import java.util.List;

/**
 * The exclusive lock of an open image that has that feature. Thread-safe.
 *
 * <p>A lock taken with {@link #acquire} is kept against everybody: others that want to write fail with EROFS. Fatal on a
 * disk in use, so only for images that are ours alone.
 */
public interface ExclusiveLock {

    /**
     * Takes the lock and keeps it.
     *
     * @throws RbdReadOnlyException if another client keeps it
     */
    void acquire();

    /** Gives the lock back; does nothing if this handle does not have it. */
    void release();

    boolean isOwner();

    /** Addresses of the client instances that hold the lock: none or one. */
    List<String> owners();

    /**
     * Takes the lock away from its owner and blocklists that whole client instance for about an hour.
     *
     * @param owner as {@link #owners} tells it
     * @throws RbdBusyException if the lock has another owner by now
     */
    void breakLock(String owner);
}
