package io.spirula.e2e;

import io.spirula.sandbox.CephSandboxCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One cluster, seen with Ceph's own tools as its administrator. */
final class Site {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CephSandboxCluster cluster;

    Site(CephSandboxCluster cluster) {
        this.cluster = cluster;
    }

    /** A snapshot as {@code rbd snap ls} tells it. */
    record Snapshot(long id, String name, long size) {}

    CephSandboxCluster cluster() {
        return cluster;
    }

    Path conf() {
        return cluster.conf();
    }

    String rbd(String... arguments) {
        return cluster.rbd(arguments);
    }

    List<Snapshot> snapshots(String image) {
        List<Snapshot> snapshots = new ArrayList<>();
        for (JsonNode snapshot : JSON.readTree(rbd("snap", "ls", "--format", "json", image))) {
            snapshots.add(new Snapshot(
                    snapshot.get("id").asLong(),
                    snapshot.get("name").asString(),
                    snapshot.get("size").asLong()));
        }
        return snapshots;
    }

    /** The clients that have an image open for writing or wait for its changes. */
    List<String> watchers(String image) {
        List<String> watchers = new ArrayList<>();
        JSON.readTree(rbd("status", "--format", "json", image))
                .get("watchers")
                .forEach(watcher -> watchers.add(image + " is watched: " + watcher));
        return watchers;
    }

    /** Names of the images in a pool, or in {@code pool/namespace}. */
    List<String> images(String pool) {
        List<String> names = new ArrayList<>();
        JSON.readTree(rbd("ls", "--format", "json", pool)).forEach(name -> names.add(name.asString()));
        return names;
    }

    String imageId(String image) {
        return JSON.readTree(rbd("info", "--format", "json", image)).get("id").asString();
    }

    /** What an image with this id is called now. */
    Optional<String> nameOf(String pool, String imageId) {
        return images(pool).stream()
                .filter(name -> imageId(pool + "/" + name).equals(imageId))
                .findFirst();
    }

    /** SHA-256 of an image or snapshot, {@code pool[/namespace]/image[@snapshot]}, as stock {@code rbd export} reads it. */
    String sha256(String spec) {
        List<String> command = List.of("rbd", "-c", conf().toString(), "--no-progress", "export", spec, "-");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream content = new DigestInputStream(process.getInputStream(), digest)) {
                content.transferTo(java.io.OutputStream.nullOutputStream());
            }
            if (process.waitFor() != 0) {
                throw new AssertionError("rbd export " + spec + " ended with " + process.exitValue());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(spec, e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
