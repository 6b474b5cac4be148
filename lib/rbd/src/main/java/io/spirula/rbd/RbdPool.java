package io.spirula.rbd;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One namespace of one pool.
 *
 * <p>Thread-safe. Every method but {@link #close} and the ids throws {@link HandleClosedException} after close and
 * {@link RbdException} when the cluster refuses or does not answer. Deleting and renaming take ids. Where librbd itself
 * works by name, another image that gets the name at that moment is put back and the call refused. When the pool is full
 * what needs room fails with ENOSPC or EDQUOT and does not wait for it; snapshots can be removed.
 */
public interface RbdPool extends AutoCloseable {

    CephCluster cluster();

    long poolId();

    /** The pool's name when it was opened. */
    String poolName();

    /** Empty for the default namespace. */
    String namespace();

    /** What the pool is tagged for, such as {@code rbd} or {@code cephfs}. Needs no right on the pool. */
    Set<String> applications();

    /** Whether this user has a right in the pool; found out without changing anything. */
    boolean may(PoolRight right);

    /** All namespaces of the pool, without the default one. */
    List<String> namespaces();

    /**
     * Creates a namespace in the pool.
     *
     * @throws RbdAlreadyExistsException if there is one of that name
     */
    void createNamespace(String name);

    /**
     * Removes an empty namespace.
     *
     * @throws RbdBusyException if it holds images
     */
    void removeNamespace(String name);

    /** The images of this namespace in no particular order, without those in the trash. */
    List<ImageEntry> images();

    /** The images in this namespace's trash. */
    List<TrashEntry> trash();

    /**
     * Creates an image.
     *
     * @throws RbdAlreadyExistsException if the name is taken
     */
    void create(String name, ImageSpec spec);

    /**
     * Opens an image at its HEAD for reading and writing, with a watch.
     *
     * @throws RbdNotFoundException if there is no such image
     */
    RbdImage open(ImageLocator image);

    /**
     * Opens an image set to one of its snapshots of any kind. The handle cannot write, but holds a watch, so it notices
     * when the snapshot is removed.
     *
     * @throws RbdNotFoundException if there is no such image or snapshot
     */
    RbdImage openSnapshot(ImageLocator image, long snapshotId);

    /**
     * Opens an image at its HEAD to look at it. Registers no watch, so a snapshot removed meanwhile reads as zeroes:
     * never read data that matters through such a handle.
     *
     * @throws RbdNotFoundException if there is no such image
     */
    RbdImage openReadOnly(ImageLocator image);

    /**
     * Deletes an image for good, through the trash; also one that is there already. The image must have no snapshot and no
     * watcher. A failure that is not {@link RbdBusyException} may leave it in the trash: delete it again.
     *
     * @throws RbdNotFoundException if there is none of that id
     * @throws RbdBusyException if it has snapshots, watchers or clones, or another image got its name at that moment
     */
    void remove(String imageId, ProgressListener progress);

    /**
     * Gives an image another name.
     *
     * @throws RbdAlreadyExistsException if the name is taken
     * @throws RbdBusyException if another image got its name at that moment
     */
    void rename(String imageId, String newName);

    /**
     * Makes a copy-on-write clone (format 2: the parent snapshot need not be protected) in this namespace, and checks
     * that it has the very parent asked for.
     *
     * @param parent a user snapshot in any pool of this cluster
     * @param features of the clone, LAYERING among them; librbd also copies the parent's metadata as it is now: remove what
     *     is not the clone's
     * @throws RbdAlreadyExistsException if the name is taken
     * @throws RbdNotFoundException if the parent is gone
     */
    void clone(ParentSnapshot parent, String childName, ImageFeatures features);

    /**
     * Moves an image to the trash.
     *
     * @param deferment how long it may not be removed from there
     * @throws RbdBusyException if another image got its name at that moment
     */
    void trashMove(String imageId, Duration deferment);

    /** Takes an image out of the trash under the given name. */
    void trashRestore(String imageId, String name);

    /**
     * Deletes an image in the trash for good.
     *
     * @param force also before its deferment has ended
     */
    void trashRemove(String imageId, boolean force, ProgressListener progress);

    /** Closes all images opened through this pool, then the pool. Does nothing a second time. */
    @Override
    void close();
}
