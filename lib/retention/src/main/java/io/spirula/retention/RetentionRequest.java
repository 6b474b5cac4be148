package io.spirula.retention;

import io.spirula.contracts.PointId;
import io.spirula.contracts.policy.KeepRule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What to decide on: everything known about one lineage on one place.
 *
 * @param points what the place holds, in any order, each once
 * @param rule which points stay anyway; null when there is none, and then all of them do
 * @param holds who needs which point; points the place does not hold are ignored
 * @param pins points that people want kept
 * @param base the point that the next increment starts from or into, or null if there is none
 * @param now the moment of deciding; points of a later time are suspect, kept and not counted
 */
public record RetentionRequest(
        List<HeldPoint> points,
        @Nullable KeepRule rule,
        Map<PointId, List<Hold>> holds,
        Set<PointId> pins,
        @Nullable PointId base,
        Instant now) {

    public RetentionRequest {
        points = List.copyOf(points);
        holds = holds.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        pins = Set.copyOf(pins);
        Objects.requireNonNull(now, "now");
        if (points.stream().map(HeldPoint::id).distinct().count() != points.size()) {
            throw new IllegalArgumentException("a point is listed twice");
        }
    }
}
