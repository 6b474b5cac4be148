package io.spirula.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.spirula.contracts.event.Assurance;
import io.spirula.contracts.policy.DiffMode;
import io.spirula.mover.Base;
import io.spirula.mover.Copies;
import io.spirula.mover.WritePath;
import io.spirula.mover.commit.CommitResult;
import io.spirula.mover.dirty.Trust;
import io.spirula.rbd.ImageLocator;
import io.spirula.rbd.RbdPool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What one seed makes: an image of some shape, whose owner does what owners do, and two replicas of it. One gets every
 * point on top of the one before, the other some points, each on top of any that it has. Or one replica, by object maps
 * where they can be trusted: the source keeps its newest point alone then, most of the time.
 */
final class OracleSeed {

    private static final int POINTS = 6;
    private static final int POINTS_BY_MAPS = 10;
    private static final long LARGEST = 24 << 20;
    private static final int[] ORDERS = {12, 14, 16, 18, 20, 22, 22, 25};

    /** Erasure-coded, on both sites. */
    static final String CODED_POOL = "oracle-coded";

    private final World world;
    private final long seed;
    private final Random random;
    private final boolean coded;
    private final String name;
    private final String parent;
    private final RawImages sources;
    private final RawImages targets;
    private final DiffMode diff;
    /** How changes were found, of each copy. */
    private final List<Trust.Code> found = new ArrayList<>();
    /** What each snapshot held when it was made, by its id. */
    private final Map<Long, RawImages.Content> expected = new LinkedHashMap<>();

    OracleSeed(World world, RawImages sources, RawImages targets, long seed, DiffMode diff) {
        this.world = world;
        this.diff = diff;
        this.sources = sources;
        this.targets = targets;
        this.seed = seed;
        this.random = new Random(seed);
        this.coded = new Random(~seed).nextInt(5) == 0;
        this.name = World.unique("oracle-" + seed);
        this.parent = name + "-parent";
    }

    /**
     * Fails if any snapshot of a replica differs from its source by the stock library.
     *
     * @return how changes were found, of each copy
     */
    List<Trust.Code> run(RbdPool source, RbdPool target) {
        List<String> shape = create();
        System.out.println("oracle with seed " + seed + ": " + String.join(" ", shape));
        boolean byMaps = diff == DiffMode.FAST;
        try (OracleOwner owner = new OracleOwner(world.source(), name, random, LARGEST, byMaps)) {
            try (Copies chain = copies(source, target, "-chain");
                    Copies leaps = copies(source, target, "-leaps")) {
                if (byMaps) {
                    copyByMaps(owner, chain);
                } else {
                    copyExactly(owner, chain, leaps);
                }
                assertEqual(chain, "-chain");
                assertEqual(leaps, "-leaps");
            } catch (Throwable e) {
                throw new AssertionError("seed " + seed + ", image " + shape + ": " + owner.diary(), e);
            }
        } finally {
            remove();
        }
        return found;
    }

    private void copyExactly(OracleOwner owner, Copies chain, Copies leaps) {
        for (int i = 0; i < POINTS; i++) {
            long point = point(owner, "point-" + i, 14);
            copyOnTop(chain, point);
            if (random.nextBoolean()) {
                copy(leaps, anyOf(leaps.bases()), point);
            }
        }
    }

    private void copyByMaps(OracleOwner owner, Copies chain) {
        for (int i = 0; i < POINTS_BY_MAPS; i++) {
            String name = "point-" + i;
            if (random.nextInt(3) == 0) {
                owner.mendMaps();
            }
            copyOnTop(chain, point(owner, name, 4));
            if (random.nextInt(4) > 0) {
                owner.dropSnapshots(name);
            }
        }
    }

    private void copyOnTop(Copies chain, long point) {
        copy(chain, chain.bases().isEmpty() ? null : chain.newest(), point);
        assertThat(chain.head.rolledBack())
                .as("a replica that nobody touched was found changed")
                .isFalse();
    }

    private List<String> create() {
        List<String> shape = new ArrayList<>(List.of("--image-feature", features()));
        int order = ORDERS[random.nextInt(ORDERS.length)];
        shape.addAll(List.of("--object-size", (1L << order) + "B"));
        boolean striped = random.nextInt(4) == 0;
        if (striped) {
            shape.addAll(List.of("--stripe-unit", "4096B", "--stripe-count", String.valueOf(2 + random.nextInt(3))));
        }
        if (coded) {
            shape.addAll(List.of("--data-pool", CODED_POOL));
        }
        if (random.nextInt(4) == 0) {
            if (!striped) {
                // else a clone takes its parent's, which may be larger than its objects
                shape.addAll(List.of("--stripe-unit", (1L << order) + "B", "--stripe-count", "1"));
            }
            born(shape);
        } else {
            List<String> create = new ArrayList<>(
                    List.of("create", "--size", (random.nextInt(6) == 0 ? 0 : random.nextLong(LARGEST)) + "B"));
            create.addAll(shape);
            create.add("rbd/" + name);
            world.source().rbd(create.toArray(String[]::new));
        }
        return shape;
    }

    private String features() {
        return diff != DiffMode.FAST && random.nextInt(3) == 0
                ? "layering"
                : "layering,exclusive-lock,object-map,fast-diff,deep-flatten";
    }

    /** As a clone of an image that has something. */
    private void born(List<String> shape) {
        Site site = world.source();
        site.rbd("create", "--size", LARGEST / 2 + "B", "--object-size", "1M", "rbd/" + parent);
        try (OracleOwner before = new OracleOwner(site, parent, random, LARGEST / 2, false)) {
            before.work(6);
            before.snapshot("born");
        }
        List<String> clone = new ArrayList<>(List.of("clone", "--rbd-default-clone-format", "2"));
        clone.addAll(shape);
        clone.addAll(List.of("rbd/" + parent + "@born", "rbd/" + name));
        site.rbd(clone.toArray(String[]::new));
        shape.add("as a clone");
    }

    private Copies copies(RbdPool source, RbdPool target, String suffix) {
        Copies copies = new Copies(source, target, source.open(ImageLocator.byName(name)), name + suffix);
        copies.diff = diff;
        copies.dataPool = coded ? CODED_POOL : null;
        return copies;
    }

    private long point(OracleOwner owner, String point, int most) {
        owner.work(random.nextInt(most));
        owner.snapshot(point);
        String image = world.source().imageId("rbd/" + name);
        long id = sources.snapshots("", image).stream()
                .filter(snapshot -> snapshot.name().equals(point))
                .findFirst()
                .orElseThrow()
                .id();
        expected.put(id, sources.snapshot("", image, id).orElseThrow());
        owner.work(random.nextInt(4));
        return id;
    }

    private void copy(Copies copies, @Nullable Base base, long point) {
        copies.limits = Copies.limits(WritePath.values()[random.nextInt(WritePath.values().length)]);
        assertThat(copies.copySince(base, point))
                .isInstanceOfSatisfying(
                        CommitResult.Committed.class,
                        committed -> assertThat(committed.assurance()).isEqualTo(Assurance.VERIFIED));
        found.add(copies.trust.code());
    }

    private @Nullable Base anyOf(List<Base> bases) {
        return bases.isEmpty() ? null : bases.get(random.nextInt(bases.size()));
    }

    private void assertEqual(Copies copies, String suffix) {
        if (copies.bases().isEmpty()) {
            return;
        }
        String source = world.source().imageId("rbd/" + name);
        String replica = world.target().imageId("rbd/" + name + suffix);
        for (Base base : copies.bases()) {
            RawImages.Content content = expected.get(base.sourceSnapshotId());
            assertThat(targets.snapshot("", replica, base.targetSnapshotId()))
                    .as("copy of snapshot " + base.sourceSnapshotId() + " in " + suffix)
                    .contains(content);
            if (isKept(source, base.sourceSnapshotId())) {
                assertThat(sources.snapshot("", source, base.sourceSnapshotId()))
                        .as("snapshot " + base.sourceSnapshotId() + " of the source itself")
                        .contains(content);
            }
        }
    }

    private boolean isKept(String source, long snapshot) {
        return diff != DiffMode.FAST
                || sources.snapshots("", source).stream().anyMatch(present -> present.id() == snapshot);
    }

    private void remove() {
        for (String suffix : List.of("-chain", "-leaps")) {
            remove(world.target(), name + suffix);
        }
        remove(world.source(), name);
        remove(world.source(), parent);
    }

    private static void remove(Site site, String image) {
        if (site.images("rbd").contains(image)) {
            site.rbd("snap", "purge", "--no-progress", "rbd/" + image);
            site.rbd("rm", "--no-progress", "rbd/" + image);
        }
    }
}
