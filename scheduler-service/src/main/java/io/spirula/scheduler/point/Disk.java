package io.spirula.scheduler.point;

import io.spirula.contracts.LineageId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The disks that somebody's name for an image may mean.
 *
 * @param current the disk that the name means now; empty when its image is gone or was never protected
 * @param earlier disks that had this name before
 */
public record Disk(Optional<LineageId> current, List<LineageId> earlier) {

    public Disk {
        earlier = List.copyOf(earlier);
    }

    public List<LineageId> all() {
        return Stream.concat(current.stream(), earlier.stream()).distinct().toList();
    }
}
