package io.spirula.contracts;

import java.util.Objects;

/**
 * A place for copies, as a policy names it. Within one lineage {@link #key()} tells places apart; a policy's own name for
 * the place does not count.
 *
 * @param name the policy's name for it
 * @param type what it is
 * @param cluster the configured cluster
 * @param pool the pool's name
 * @param namespace the namespace; empty for the default one
 */
public record TargetRef(String name, TargetType type, String cluster, String pool, String namespace) {

    public TargetRef {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(cluster, "cluster");
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(namespace, "namespace");
    }

    /** {@code rbd:cluster/pool[/namespace]}; a slash inside a name is written as {@code %2F}. */
    public String key() {
        String place = type.wireName() + ":" + NamePart.encode(cluster) + "/" + NamePart.encode(pool);
        return place + (namespace.isEmpty() ? "" : "/" + NamePart.encode(namespace));
    }
}
