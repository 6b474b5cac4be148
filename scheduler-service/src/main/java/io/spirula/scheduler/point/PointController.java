package io.spirula.scheduler.point;

import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Points over HTTP. */
@RestController
@RequestMapping("/api/v1/points")
class PointController {

    private static final int MOST = 10_000;

    private final PointQueries points;

    PointController(PointQueries points) {
        this.points = points;
    }

    /** Newest first. Points of which every copy failed or was deleted by retention are listed only with {@code image} and {@code all}. */
    @GetMapping
    List<PointView> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String image,
            @RequestParam(defaultValue = "false") boolean all,
            @RequestParam(defaultValue = "1000") int limit) {
        if (limit < 1 || limit > MOST) {
            throw Refusal.invalid("limit", "limit must be 1 to " + MOST);
        }
        List<Point> found = image == null ? points.newest(caller, limit) : points.ofImage(caller, image, all, limit);
        return found.stream().map(PointView::of).toList();
    }

    @GetMapping("/{id}")
    PointView one(@AuthenticationPrincipal Caller caller, @PathVariable UUID id) {
        return PointView.of(points.one(caller, id));
    }
}
