package io.spirula.scheduler.inventory;

import io.spirula.contracts.ImageRef;

/**
 * Names that callers give to what is to be made or used: places, and images that do not exist yet. They go into events,
 * indexes and commands of other tools, so they have to be shorter than Ceph allows. Pure.
 */
public final class WrittenRef {

    /** In characters, of a cluster, pool, namespace or image. */
    public static final int LONGEST_NAME = 255;

    private WrittenRef() {}

    /**
     * The name itself.
     *
     * @throws IllegalArgumentException when it is too long
     */
    public static String name(String text) {
        if (text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a name has at most " + LONGEST_NAME + " characters");
        }
        return text;
    }

    /**
     * Reads {@code cluster/pool[/namespace]/name}.
     *
     * @throws IllegalArgumentException when it has another form, or a name that is too long or that no tool can address
     */
    public static ImageRef image(String text) {
        ImageRef ref = checked(ImageRef.parse(text));
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) || c == '@')) {
            throw new IllegalArgumentException("An image's name has no @ and no control characters");
        }
        return ref;
    }

    /**
     * Reads {@code cluster/pool[/namespace]}.
     *
     * @throws IllegalArgumentException when it has another form, or a name that is too long
     */
    public static PoolRef place(String text) {
        return PoolRef.of(checked(ImageRef.parse(text + "/any")));
    }

    private static ImageRef checked(ImageRef ref) {
        name(ref.cluster());
        name(ref.pool());
        name(ref.namespace());
        name(ref.name());
        return ref;
    }
}
