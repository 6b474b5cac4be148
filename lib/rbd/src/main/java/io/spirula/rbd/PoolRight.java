package io.spirula.rbd;

import java.util.List;

/** What a Ceph user may be allowed to do in a pool, as far as we need it. */
public enum PoolRight {
    /** To see and read images. */
    READ("read images", "profile rbd-read-only pool=%s"),

    /**
     * To register as a watcher of an image, which counts as a write to its header. The capability names no pool: the
     * monitors let whoever may write anything in a pool that his capability names discard snapshots of it.
     */
    WATCH("watch images while they are read", "allow rw object_prefix rbd_header."),

    /** To make and remove snapshots. */
    SNAPSHOT(
            "make and remove snapshots",
            "allow rwx pool=%s object_prefix rbd_header.",
            "allow rwx pool=%s object_prefix rbd_object_map."),

    /** To make, write and remove images. */
    WRITE("make, write and remove images", "profile rbd pool=%s");

    private final String purpose;
    private final List<String> capabilities;

    PoolRight(String purpose, String... capabilities) {
        this.purpose = purpose;
        this.capabilities = List.of(capabilities);
    }

    /** What it is for, as an infinitive. */
    public String purpose() {
        return purpose;
    }

    /** The OSD capabilities that give it. */
    public List<String> capabilities(String pool) {
        return capabilities.stream()
                .map(capability -> capability.formatted(pool))
                .toList();
    }

    /** Whether who has this has the other, too. */
    public boolean includes(PoolRight other) {
        return this == other || this == WRITE || (this == SNAPSHOT && other == WATCH);
    }
}
