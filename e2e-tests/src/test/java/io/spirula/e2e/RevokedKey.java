package io.spirula.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user that may do less on a cluster, or nothing, until this is closed; a connection that it has already lasts. */
final class RevokedKey implements AutoCloseable {

    private final Site site;
    private final String entity;
    private final Path kept;

    private RevokedKey(Site site, String entity, Path kept) {
        this.site = site;
        this.entity = entity;
        this.kept = kept;
    }

    /** It is let in no more. */
    static RevokedKey revoke(World world, Site site, String entity) {
        RevokedKey key = keep(world, site, entity);
        site.cluster().ceph("auth", "rm", entity);
        return key;
    }

    /**
     * It is let in as before.
     *
     * @param osds all that it may do on OSDs
     */
    static RevokedKey narrow(World world, Site site, String entity, String osds) {
        RevokedKey key = keep(world, site, entity);
        site.cluster().ceph("auth", "caps", entity, "mon", "profile rbd", "osd", osds);
        return key;
    }

    private static RevokedKey keep(World world, Site site, String entity) {
        Path kept = world.sandbox().settings().directory().resolve(World.unique("revoked"));
        site.cluster().ceph("auth", "export", entity, "-o", kept.toString());
        return new RevokedKey(site, entity, kept);
    }

    @Override
    public void close() {
        site.cluster().ceph("auth", "import", "-i", kept.toString());
        try {
            Files.delete(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return entity + " on " + site.cluster().name();
    }
}
