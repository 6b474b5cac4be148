package io.spirula.mover.plan;

/**
 * A snapshot that an image has.
 *
 * @param id unique in its pool, rising with time, never reused
 * @param name a label
 * @param size of the image then, in bytes
 */
public record SnapshotFact(long id, String name, long size) {

    public SnapshotFact {
        if (size < 0) {
            throw new IllegalArgumentException("snapshot " + id + " cannot have the size " + size);
        }
    }
}
