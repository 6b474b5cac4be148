package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.spirula.sandbox.CephSandboxCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One cluster, seen with Ceph's own tools and library as its administrator. */
final class Site {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CephSandboxCluster cluster;

    Site(CephSandboxCluster cluster) {
        this.cluster = cluster;
    }

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

    /** Of an image that must be there. */
    List<RawImages.Snapshot> snapshots(String image) {
        return look(images -> images.snapshots(ImageSpec.of(image)));
    }

    /** Of all images of a pool, or of {@code pool/namespace}, by their names. */
    Map<String, List<RawImages.Snapshot>> allSnapshots(String pool) {
        Place place = Place.of(pool);
        return look(images -> images.images(place).stream()
                .collect(Collectors.toMap(
                        RawImages.Listed::name,
                        image -> images.snapshots(ImageSpec.of(place, image.name())),
                        (one, other) -> one,
                        TreeMap::new)));
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
        return look(images -> images.images(Place.of(pool))).stream()
                .map(RawImages.Listed::name)
                .toList();
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
        ImageSpec spec = ImageSpec.of(image);
        return look(images -> images.images(spec.place())).stream()
                .filter(listed -> listed.name().equals(spec.image()))
                .map(RawImages.Listed::id)
                .findFirst()
                .orElseThrow(() -> new AssertionError(cluster.name() + " has no image " + spec));
    }

    /** What an image with this id is called now. */
    Optional<String> nameOf(String pool, String imageId) {
        return look(images -> images.images(Place.of(pool))).stream()
                .filter(listed -> listed.id().equals(imageId))
                .map(RawImages.Listed::name)
                .findFirst();
    }

    /** What an image or snapshot, {@code pool[/namespace]/image[@snapshot]}, holds; it must be there. */
    RawImages.Content content(String spec) {
        return look(images -> images.content(ImageSpec.of(spec)));
    }

    /** SHA-256 of what an image or snapshot holds. */
    String sha256(String spec) {
        return content(spec).sha256();
    }

    private <T> T look(Function<RawImages, T> how) {
        try (RawImages images = new RawImages(this)) {
            return how.apply(images);
        }
    }

    /** How much of an image or snapshot is in blocks of this size that are not all zero. */
    long nonZeroBytes(String spec, int block) {
        List<String> command = List.of("rbd", "-c", conf().toString(), "--no-progress", "export", spec, "-");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            long bytes = 0;
            try (InputStream content = process.getInputStream()) {
                for (byte[] read = content.readNBytes(block); read.length > 0; read = content.readNBytes(block)) {
                    bytes += Arrays.equals(read, new byte[read.length]) ? 0 : read.length;
                }
            }
            if (process.waitFor() != 0) {
                throw new AssertionError("rbd export " + spec + " ended with " + process.exitValue());
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(spec, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
