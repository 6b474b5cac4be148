package io.spirula.scheduler.point;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.event.Copy;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Points as a caller may see them. */
@Component
public class PointQueries {

    private final CopyStore copies;
    private final DiskFinder disks;

    public PointQueries(CopyStore copies, DiskFinder disks) {
        this.copies = copies;
        this.disks = disks;
    }

    /**
     * The points of an image, newest first, also of earlier images of that name.
     *
     * @param all also those of which nothing is left
     */
    List<Point> ofImage(Caller caller, String image, boolean all, int limit) {
        return newest(caller, disks.find(caller, image).all(), all, limit);
    }

    /** The points of these disks of which something is left, newest first. */
    public List<Point> of(Caller caller, List<LineageId> lineages) {
        return visible(caller, copies.ofLineages(lineages));
    }

    List<Point> newest(Caller caller, int limit) {
        return newest(caller, null, false, limit);
    }

    private List<Point> newest(Caller caller, @Nullable List<LineageId> lineages, boolean all, int limit) {
        String tenant = caller.actsForEverybody() ? null : caller.tenant();
        return visible(caller, copies.newest(lineages, tenant, all, limit));
    }

    /**
     * @throws Refusal when the caller sees no such point
     */
    Point one(Caller caller, UUID id) {
        return visible(caller, copies.ofPoint(id)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                        ProblemCode.NOT_FOUND, "There is no point " + id + "; list them with: spirula points IMAGE"));
    }

    private static List<Point> visible(Caller caller, List<Copy> found) {
        return Point.of(
                found.stream().filter(copy -> caller.sees(copy.tenant())).toList());
    }
}
