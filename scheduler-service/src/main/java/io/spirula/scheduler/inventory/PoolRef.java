package io.spirula.scheduler.inventory;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.TargetRef;

/**
 * A pool or a namespace of it, on one cluster. A pool alone means its default namespace.
 *
 * @param cluster the configured cluster
 * @param pool the pool's name
 * @param namespace the namespace; empty for the default one
 */
public record PoolRef(String cluster, String pool, String namespace) {

    /**
     * Reads {@code pool} or {@code pool/namespace}.
     *
     * @throws IllegalArgumentException when it has another form
     */
    public static PoolRef parse(String cluster, String text) {
        String[] parts = text.split("/", -1);
        if (parts.length > 2 || parts[0].isEmpty() || (parts.length == 2 && parts[1].isEmpty())) {
            throw new IllegalArgumentException("write a pool as pool or pool/namespace");
        }
        return new PoolRef(cluster, parts[0], parts.length == 2 ? parts[1] : "");
    }

    public static PoolRef of(ImageRef image) {
        return new PoolRef(image.cluster(), image.pool(), image.namespace());
    }

    public static PoolRef of(TargetRef target) {
        return new PoolRef(target.cluster(), target.pool(), target.namespace());
    }

    /** {@code cluster/pool[/namespace]}. */
    public String text() {
        return cluster + "/" + pool + (namespace.isEmpty() ? "" : "/" + namespace);
    }
}
