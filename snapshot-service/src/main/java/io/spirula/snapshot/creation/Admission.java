package io.spirula.snapshot.creation;

import io.spirula.contracts.event.BackupMember;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.snapshot.retention.Release;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a backup is still wanted, before anything is asked of its cluster.
 *
 * @param cancellation null unless somebody gave the run up
 * @param releases the newest release of each member's image that has one
 */
record Admission(BackupRequested request, @Nullable Cancellation cancellation, Map<BackupMember, Release> releases) {

    Admission {
        releases = Map.copyOf(releases);
    }

    /** Why no snapshot is made; empty when one may be made. */
    Optional<Reason> refusal(Instant now) {
        if (cancellation != null) {
            return Optional.of(new Reason(
                    "CANCELLED", "run " + request.run() + " was cancelled by " + cancellation.requestedBy()));
        }
        if (!now.isBefore(request.deadline())) {
            return Optional.of(new Reason(
                    "DEADLINE",
                    "no snapshot of " + request.members().get(0).ref() + " could be made before " + request.deadline()
                            + "; see the health of cluster "
                            + request.members().get(0).ref().cluster()));
        }
        for (BackupMember member : request.members()) {
            Release release = releases.get(member);
            if (release != null && release.covers(request.requestedAt())) {
                return Optional.of(new Reason(
                        "IMAGE_RELEASED",
                        "the backup of " + member.ref() + " was asked for before this: "
                                + release.reason().text()));
            }
        }
        return spansClusters()
                ? Optional.of(new Reason(
                        "GROUP_SPANS_CLUSTERS", "the images of run " + request.run() + " are on different clusters"))
                : Optional.empty();
    }

    private boolean spansClusters() {
        return request.members().stream()
                        .map(member -> member.image().fsid())
                        .distinct()
                        .count()
                > 1;
    }
}
