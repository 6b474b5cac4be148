package io.spirula.mover.replica;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an image says of itself.
 *
 * @param identity null if it says nothing or nothing readable: not ours, as far as it tells
 * @param points by snapshot name; a point exists only where the image has a snapshot of that name
 * @param complete by snapshot name: what is a point for certain, proven and recorded, or about to be
 * @param quarantined names of snapshots that were found to differ from their source
 * @param unreadable keys whose values make no sense
 */
public record ReplicaDescription(
        @Nullable ReplicaIdentity identity,
        Map<String, PointRecord> points,
        Map<String, CompletionMark> complete,
        Set<String> quarantined,
        List<String> unreadable) {

    public ReplicaDescription {
        points = Map.copyOf(points);
        complete = Map.copyOf(complete);
        quarantined = Set.copyOf(quarantined);
        unreadable = List.copyOf(unreadable);
    }
}
