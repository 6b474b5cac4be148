package io.spirula.contracts;

import java.util.Objects;

/**
 * What people call an image. A label only: it may name another image tomorrow, see {@link ImageId}.
 *
 * @param cluster the configured name of the cluster
 * @param pool the pool's name
 * @param namespace the namespace; empty for the default one
 * @param name the image's name; any characters that librbd takes
 */
public record ImageRef(String cluster, String pool, String namespace, String name) {

    public ImageRef {
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    /**
     * {@code cluster/pool[/namespace]/name}, for people and for lookups typed by people. A slash inside a name is
     * written as {@code %2F}, so that {@link #parse} finds the same parts again.
     */
    public String text() {
        String place = NamePart.encode(cluster) + "/" + NamePart.encode(pool) + "/";
        return place + (namespace.isEmpty() ? "" : NamePart.encode(namespace) + "/") + NamePart.encode(name);
    }

    /**
     * Reads {@code cluster/pool/name} or {@code cluster/pool/namespace/name}.
     *
     * @throws IllegalArgumentException when there are fewer than three or more than four parts, or an empty one
     */
    public static ImageRef parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length < 3 || parts.length > 4) {
            throw new IllegalArgumentException(
                    "Write an image as cluster/pool/name or cluster/pool/namespace/name: " + text);
        }
        for (String part : parts) {
            if (part.isEmpty()) {
                throw new IllegalArgumentException("An image reference has an empty part: " + text);
            }
        }
        String cluster = NamePart.decode(parts[0]);
        String pool = NamePart.decode(parts[1]);
        return parts.length == 3
                ? new ImageRef(cluster, pool, "", NamePart.decode(parts[2]))
                : new ImageRef(cluster, pool, NamePart.decode(parts[2]), NamePart.decode(parts[3]));
    }

    @Override
    public String toString() {
        return text();
    }
}
