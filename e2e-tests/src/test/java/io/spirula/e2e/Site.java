package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.CephSandboxCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Waits until a restored image is its owner's alone, and removes it. */
    void removeRestored(String image) {
        await("nothing of ours is on " + image)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(
                        () -> assertThat(rbd("image-meta", "list", image)).doesNotContain("spirula."));
        rbd("rm", "--no-progress", image);
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

    /**
     * Images in the trash of a pool, or of {@code pool/namespace}.
     *
     * @param deferred whether it is kept from a purge for a time; also said of one that cannot be opened any more
     */
    record Trashed(String id, String name, boolean deferred) {}

    List<Trashed> trash(String pool) {
        JsonNode all = JSON.readTree(rbd("trash", "ls", "--all", "--format", "json", pool));
        if (all.isEmpty()) {
            return List.of();
        }
        Set<String> expired = new HashSet<>();
        JSON.readTree(rbd("trash", "ls", "--all", "--long", "--format", "json", pool))
                .forEach(entry -> {
                    if (entry.get("status").asString().startsWith("expired")) {
                        expired.add(entry.get("id").asString());
                    }
                });
        List<Trashed> trashed = new ArrayList<>();
        all.forEach(entry -> {
            String id = entry.get("id").asString();
            trashed.add(new Trashed(id, entry.get("name").asString(), !expired.contains(id)));
        });
        return trashed;
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
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            export(
                    spec,
                    content -> content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How much of an image or snapshot is in blocks of this size that are not all zero. */
    long nonZeroBytes(String spec, int block) {
        return export(spec, content -> {
            long bytes = 0;
            for (byte[] read = content.readNBytes(block); read.length > 0; read = content.readNBytes(block)) {
                bytes += Arrays.equals(read, new byte[read.length]) ? 0 : read.length;
            }
            return bytes;
        });
    }

    private interface Reading<T> {

        T read(InputStream content) throws IOException;
    }

    private <T> T export(String spec, Reading<T> reading) {
        List<String> command = List.of("rbd", "-c", conf().toString(), "--no-progress", "export", spec, "-");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            T result;
            try (InputStream content = process.getInputStream()) {
                result = reading.read(content);
            }
            if (process.waitFor() != 0) {
                throw new AssertionError("rbd export " + spec + " ended with " + process.exitValue());
            }
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(spec, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
