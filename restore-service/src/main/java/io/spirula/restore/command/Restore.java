package io.spirula.restore.command;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LeaseId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.LeaseGranted;
import io.spirula.contracts.event.LeaseReleased;
import io.spirula.contracts.event.LeaseRequested;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.RestoreCancelled;
import io.spirula.contracts.event.RestoreCompleted;
import io.spirula.contracts.event.RestoreFailed;
import io.spirula.contracts.event.RestoreFlattened;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.RestoreStarted;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A restore and how far it is.
 *
 * @param grant the right to read the copy; null until it is given
 * @param reason why it is or was given up
 * @param intended whether an image of the temporary name is ours
 * @param image the image that is made; null until its id is known
 * @param writer address of the Ceph client that may write to that image
 * @param bytesWritten of data
 * @param acceptedDigest that the image has and who asked accepts, where it is not the one that was recorded of the copy
 * @param failingSince when it was given up
 * @param unfinished whether something is left to do after its end: a clone to flatten, or a leftover to remove
 * @param toLetGo whether its image is to lose the mark that it has until its end was told
 * @param cancelledBy who asked for it to be given up; null when nobody did
 */
public record Restore(
        RestoreRequested request,
        @Nullable LeaseGranted grant,
        RestoreState state,
        @Nullable Reason reason,
        boolean intended,
        @Nullable ImageId image,
        @Nullable String writer,
        long bytesWritten,
        @Nullable String acceptedDigest,
        @Nullable Instant failingSince,
        boolean unfinished,
        boolean toLetGo,
        @Nullable String cancelledBy) {

    /** The code of what is wrong where the copy is not what was recorded of it. */
    public static final String DIGEST_DIFFERS = "DIGEST_DIFFERS";

    public RestoreId id() {
        return request.restore();
    }

    public ImageRef destination() {
        return request.destination();
    }

    /** Under which the image is made; tells people whose it is. */
    public String temporaryName() {
        return destination().name() + ".spirula-restoring-"
                + id().toString().replace("-", "").substring(24);
    }

    /** That it is to be given up, and for whom; empty while nobody asked for that. */
    public Optional<Reason> cancellation() {
        return cancelledBy == null
                ? Optional.empty()
                : Optional.of(new Reason("CANCELLED", "cancelled by " + cancelledBy));
    }

    LeaseRequested leaseRequested(Instant at) {
        return new LeaseRequested(
                LeaseId.ofRestore(id()),
                request.lineage(),
                request.copy(),
                "restore " + id(),
                (request.instant() ? "instant restore to " : "restore to ") + destination(),
                at);
    }

    public LeaseReleased leaseReleased(Instant at) {
        return new LeaseReleased(LeaseId.ofRestore(id()), request.lineage(), request.copy(), at);
    }

    public RestoreStarted started(Instant at) {
        return new RestoreStarted(id(), request.lineage(), request.point(), destination(), request.instant(), at);
    }

    public RestoreCompleted completed(ImageId made, Instant at) {
        return new RestoreCompleted(
                id(),
                request.lineage(),
                request.point(),
                destination(),
                made,
                request.instant(),
                !request.instant(),
                bytesWritten,
                at,
                request.copy(),
                request.requestedAt(),
                acceptedDigest == null ? recordedDigest() : acceptedDigest,
                accepted());
    }

    /** Of the point, with which an image of its own was compared before it had its name. */
    private @Nullable String recordedDigest() {
        return grant == null || request.instant() ? null : grant.digest();
    }

    private @Nullable Reason accepted() {
        return acceptedDigest == null
                ? null
                : new Reason(
                        DIGEST_DIFFERS,
                        "the image has the digest " + acceptedDigest + ", and " + recordedDigest()
                                + " was recorded when the copy was made; " + request.requestedBy() + " accepted that");
    }

    /** How one that is given up ended. */
    public Event ended(Reason why, Instant at) {
        return state == RestoreState.CANCELLING
                ? new RestoreCancelled(id(), request.lineage(), request.point(), destination(), why, at)
                : new RestoreFailed(id(), request.lineage(), request.point(), destination(), why, at);
    }

    public RestoreFlattened flattened(ImageId made, Instant at) {
        return new RestoreFlattened(id(), request.lineage(), request.point(), destination(), made, at);
    }
}
