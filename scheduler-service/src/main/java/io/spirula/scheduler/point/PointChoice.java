package io.spirula.scheduler.point;

import io.spirula.contracts.event.Copy;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Chooses the point and the copy of it that people mean. Only complete copies count. Pure. */
public final class PointChoice {

    private static final int SHORTEST_PREFIX = 6;

    private PointChoice() {}

    /**
     * The point with this id, with an id that begins so, or with a snapshot of this name.
     *
     * @param image what people called the image, for errors
     * @throws Refusal when there is none, or more than one
     */
    public static Point named(String image, List<Point> points, String text) {
        List<Point> found =
                points.stream().filter(point -> isCalled(point, text)).toList();
        if (found.isEmpty()) {
            throw Refusal.of(
                    ProblemCode.NOT_FOUND,
                    "Image " + image + " has no point " + text + "; a point is named by its id, at least "
                            + SHORTEST_PREFIX
                            + " first characters of it, or its snapshot. List them with: spirula points");
        }
        if (found.size() > 1) {
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    "Several points of image " + image + " are called " + text + ": "
                            + found.stream()
                                    .map(point -> point.id().toString())
                                    .limit(10)
                                    .collect(Collectors.joining(", ")));
        }
        return found.get(0);
    }

    /**
     * The newest point with a complete copy, not after a moment.
     *
     * @param at null for the newest of all
     * @throws Refusal when there is none
     */
    public static Point newest(String image, List<Point> points, @Nullable Instant at) {
        return points.stream()
                .filter(point -> !point.complete().isEmpty())
                .filter(point -> at == null || !point.time().isAfter(at))
                .max(Comparator.comparing(Point::time))
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.NO_COPY,
                        "Image " + image + " has no complete copy"
                                + (at == null ? "" : " of a point at or before " + at)
                                + "; see what is there with: spirula points"));
    }

    /**
     * The best proven complete copy of a point.
     *
     * @param from name or key of the target that it must be on; null for any
     * @param cluster where it is preferred to be; null for anywhere
     * @throws Refusal when there is none
     */
    public static Copy copy(Point point, @Nullable String from, @Nullable String cluster) {
        List<Copy> candidates = point.complete().stream()
                .filter(copy -> from == null
                        || copy.target().name().equals(from)
                        || copy.target().key().equals(from))
                .toList();
        Comparator<Copy> best = Comparator.<Copy>comparingInt(
                        copy -> copy.target().cluster().equals(cluster) ? 1 : 0)
                .thenComparing(PointChoice::proof)
                .thenComparing(copy -> copy.target().key(), Comparator.reverseOrder());
        return candidates.stream()
                .max(best)
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.NO_COPY,
                        "Point " + point.id() + " of image " + point.ref().text() + " has no complete copy"
                                + (from == null ? "" : " on target " + from) + "; its copies: "
                                + point.copies().stream()
                                        .map(copy -> copy.target().name() + " is "
                                                + copy.state().name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))));
    }

    private static int proof(Copy copy) {
        return Optional.ofNullable(copy.assurance()).map(Enum::ordinal).orElse(-1);
    }

    private static boolean isCalled(Point point, String text) {
        String id = point.id().toString();
        return id.equals(text)
                || point.snapshot().equals(text)
                || (text.length() >= SHORTEST_PREFIX && id.startsWith(text));
    }
}
