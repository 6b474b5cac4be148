package io.spirula.restore.command;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreRequested;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a restore can be made at all, judged from what it says and what is configured here.
 *
 * @param grant null as long as the lease was not given
 * @param clusters configured here
 */
public record Acceptance(RestoreRequested request, @Nullable LeaseGranted grant, Set<String> clusters) {

    public Acceptance {
        clusters = Set.copyOf(clusters);
    }

    /** Why it is refused; empty when it may go on, or on waiting for its lease. */
    public Optional<Reason> refusal(Instant now) {
        ImageRef destination = request.destination();
        String replicaCluster = request.replica().ref().cluster();
        for (String cluster : new String[] {destination.cluster(), replicaCluster}) {
            if (!clusters.contains(cluster)) {
                return refused(
                        "CLUSTER_UNKNOWN",
                        "cluster " + cluster + " is not configured in restore-service; set spirula.clusters." + cluster
                                + ".conf, .user and .keyring");
            }
        }
        if (request.instant() && !destination.cluster().equals(replicaCluster)) {
            return refused(
                    "INSTANT_NEEDS_REPLICA_CLUSTER",
                    "an instant restore is a clone and must be on the replica's own cluster " + replicaCluster
                            + ", not " + destination.cluster()
                            + "; restore there, or leave instant out to make a copy");
        }
        if (!addressable(destination.name())) {
            return refused(
                    "DESTINATION_NAME_INVALID",
                    "no tool could address an image " + destination + "; choose a name without /, @ and control"
                            + " characters");
        }
        if (grant != null && !grants(grant)) {
            return refused(
                    "GRANT_DIFFERS",
                    "the copy is snapshot " + grant.replica().snapshotId() + " of image "
                            + grant.replica().image() + " with " + grant.size() + " bytes, not snapshot "
                            + request.replica().snapshotId() + " of "
                            + request.replica().image() + " with "
                            + request.size() + " as it was when the restore was asked for; ask again");
        }
        return now.isBefore(request.deadline())
                ? Optional.empty()
                : refused("DEADLINE", "the image was not usable before " + request.deadline() + "; ask again");
    }

    private boolean grants(LeaseGranted granted) {
        return granted.replica().image().equals(request.replica().image())
                && granted.replica().snapshotId() == request.replica().snapshotId()
                && granted.size() == request.size()
                && granted.copy().equals(request.copy());
    }

    private static boolean addressable(String name) {
        return !name.isEmpty()
                && name.chars()
                        .noneMatch(
                                character -> character == '/' || character == '@' || Character.isISOControl(character));
    }

    private static Optional<Reason> refused(String code, String text) {
        return Optional.of(new Reason(code, text));
    }
}
