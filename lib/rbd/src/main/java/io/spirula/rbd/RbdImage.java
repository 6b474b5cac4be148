package io.spirula.rbd;

import io.spirula.contracts.ImageId;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An open image, set to its HEAD or to a snapshot.
 *
 * <p>Thread-safe unless a method says otherwise; closing waits for calls that are under way. Every method but {@link
 * #close} and the ids throws {@link HandleClosedException} after close and {@link RbdException} when the cluster refuses
 * or does not answer. A write that ended in ETIMEDOUT may still land later: fence this client instance before trying
 * again elsewhere.
 */
public interface RbdImage extends AutoCloseable {

    RbdPool pool();

    /** The image's identity in the world, which survives renaming. */
    ImageId id();

    /** The name it had when it was opened. */
    String name();

    ImageInfo info();

    /** Size in bytes of what the handle is set to. */
    long size();

    /** What a clone reads through to; empty for an image of its own, also once flattened. */
    Optional<ParentSnapshot> parent();

    MirrorRole mirrorRole();

    ImageSnapshots snapshots();

    ImageMetadata metadata();

    ExclusiveLock lock();

    ImageHeader header();

    /** Who has the image open, this handle included unless it was opened read-only. */
    List<Watcher> watchers();

    /** The snapshot that the handle is set to; empty at HEAD. */
    OptionalLong viewedSnapshot();

    /** Sets the handle to a snapshot of any kind: from now on it reads there and cannot write. */
    void viewSnapshot(long snapshotId);

    /** Sets the handle to HEAD. */
    void viewHead();

    /**
     * Tells what differs in a range between a snapshot and what this handle is set to. Visits come on the calling thread
     * in rising order of offset within the range. What the visitor throws ends the listing and is thrown on.
     *
     * <p>An empty range, or one that starts at or behind the end, has no difference. Extents are clipped neither to 4 KiB
     * nor to what really changed: a new object is one whole extent.
     *
     * @throws RbdNotFoundException if the from-snapshot is gone
     * @throws UnsafeDiffException if whole objects are asked for where librbd's object maps lose changes or abort the
     *     process: the image became smaller somewhere between the from-snapshot and what this handle is set to
     */
    void diff(DiffRequest request, ExtentVisitor visitor);

    /** Changes the size in bytes; shrinking drops the data behind the new end. */
    void resize(long newSize);

    /** Waits until everything written through this handle is safe. */
    void flush();

    /** Copies what a clone still reads from its parent, and parts from it. Blocks until done. */
    void flatten(ProgressListener progress);

    /**
     * Reads until the buffer is full.
     *
     * @param into direct, filled from its position to its limit; its position is left alone
     * @throws RbdException with EINVAL if the range passes the end of the image
     */
    void read(long offset, ByteBuffer into);

    /**
     * Writes the buffer's remaining bytes.
     *
     * @param from direct; its position is left alone
     * @throws RbdException with EINVAL if the range passes the end of the image
     */
    void write(long offset, ByteBuffer from);

    /** Makes a range read as zeroes, exactly, deallocating where possible. */
    void writeZeroes(long offset, long length);

    /**
     * Opens the queue for asynchronous I/O on this handle.
     *
     * @param depth most operations in flight, 1 to 1024
     * @param <T> what the caller tags operations with
     * @throws IllegalStateException if this handle has an open queue: open another handle for another one
     */
    <T> AioQueue<T> openAioQueue(int depth);

    /**
     * Opens a queue of changes to the data objects of HEAD, past librbd. What this handle believes of which objects exist
     * is not kept up: once a change was submitted, neither read, write, resize nor roll back HEAD through it. Snapshots can
     * be made and removed, and metadata be written.
     *
     * @param depth most operations in flight, 1 to 1024
     * @param <T> what the caller tags operations with
     * @throws IllegalStateException if there is an {@link ObjectQueue#obstacle}, or this handle does not hold the lock at
     *     HEAD, or has an open queue
     */
    <T> ObjectQueue<T> openObjectQueue(int depth);

    /**
     * Opens a queue of reads from the data objects of the snapshot that this handle is set to, past librbd. It goes on
     * reading there whatever the handle is set to afterwards.
     *
     * @param depth most operations in flight, 1 to 1024
     * @param <T> what the caller tags operations with
     * @throws IllegalStateException if there is an {@link ObjectReads#obstacle}
     */
    <T> ObjectReads<T> openObjectReads(int depth);

    /** Ends open I/O, then closes the image. Does nothing a second time. */
    @Override
    void close();
}
