package io.spirula.rbd;

import java.util.OptionalLong;

/**
 * The object in RADOS that an image's lock, snapshots, size and metadata are kept at. Thread-safe.
 *
 * <p>Its version changes whenever anybody takes or gives back the exclusive lock, makes or removes a snapshot or a clone of one,
 * resizes the image or sets metadata; with what is read and written in the image at most once a minute, when a client notes
 * the time. It only grows: a change makes it greater than all that were given in the object's placement group before, so by
 * more than one if other objects there changed meanwhile.
 */
public interface ImageHeader {

    long version();

    /**
     * Changes the version, and nothing that librbd knows, whoever has the lock; returns what it is now. Empty, and nothing
     * changed, if it is not the expected one.
     *
     * @throws RbdNotFoundException if the image is gone
     */
    OptionalLong touchIf(long version);
}
