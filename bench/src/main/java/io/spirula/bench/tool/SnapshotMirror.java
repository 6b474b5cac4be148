package io.spirula.bench.tool;

import io.spirula.bench.world.BenchException;
import io.spirula.bench.world.Poll;
import io.spirula.bench.world.Sites;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * rbd-mirror in snapshot mode: from {@code rbd mirror image snapshot} (or {@code rbd mirror image enable}, where there is no
 * replica yet) to the complete snapshot at the target. Its images are in {@link MirrorDaemon#POOL}, and what a step calls its
 * base and end are the daemon's own snapshots.
 */
public final class SnapshotMirror implements Contender {

    public static final String NAME = "mirror-snapshot";

    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Pattern ID = Pattern.compile("Snapshot ID: (\\d+)");

    private final Sites sites;
    private final MirrorDaemon daemon;
    private final MirrorSnapshots snapshots;
    private final Map<String, MirrorSnapshots.Complete> newest = new HashMap<>();

    /**
     * @param daemon stays the caller's
     */
    public SnapshotMirror(Sites sites, MirrorDaemon daemon) {
        this.sites = sites;
        this.daemon = daemon;
        this.snapshots = new MirrorSnapshots(sites.target(), MirrorDaemon.POOL);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Long> pids() {
        return List.of(daemon.pid());
    }

    @Override
    public void carry(List<Step> steps) {
        Map<String, Long> primaries = new HashMap<>();
        for (var step : steps) {
            primaries.put(step.image(), step.base() == null ? enable(step.image()) : snapshot(step.image()));
        }
        primaries.forEach(this::await);
    }

    /** The snapshot at the target that the last step of an image ended with. */
    public long targetSnapshot(String image) {
        return complete(image).id();
    }

    /** The snapshot at the source that it is to be equal to. */
    public long sourceSnapshot(String image) {
        return complete(image).primary();
    }

    private MirrorSnapshots.Complete complete(String image) {
        var complete = newest.get(image);
        if (complete == null) {
            throw new BenchException(image + " was not mirrored");
        }
        return complete;
    }

    /** Takes the replica away; the image stays. */
    public void disable(String image) {
        sites.sourceTools().rbd("mirror", "image", "disable", spec(image));
        Poll.until(
                "rbd-mirror to remove " + image,
                LIMIT,
                LOOK,
                () -> isGone(image) ? Optional.of(true) : Optional.empty());
    }

    private boolean isGone(String image) {
        return sites.targetTools().rbd("ls", MirrorDaemon.POOL).lines().noneMatch(image::equals);
    }

    private long enable(String image) {
        sites.sourceTools().rbd("mirror", "image", "enable", spec(image), "snapshot");
        // whichever it makes first
        return 0;
    }

    private long snapshot(String image) {
        var said = sites.sourceTools().rbd("mirror", "image", "snapshot", spec(image));
        var id = ID.matcher(said);
        if (!id.find()) {
            throw new BenchException("rbd mirror image snapshot says: " + said);
        }
        return Long.parseLong(id.group(1));
    }

    private void await(String image, long primary) {
        newest.put(image, Poll.until("rbd-mirror to copy snapshot " + primary + " of " + image, LIMIT, LOOK, () -> {
            daemon.requireAlive();
            return snapshots.newest(image).filter(complete -> complete.primary() >= primary);
        }));
    }

    private static String spec(String image) {
        return MirrorDaemon.POOL + "/" + image;
    }

    @Override
    public void close() {
        snapshots.close();
    }
}
