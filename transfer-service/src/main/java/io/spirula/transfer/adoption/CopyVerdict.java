package io.spirula.transfer.adoption;

import io.spirula.contracts.ImageId;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.transfer.copy.TrackedCopy;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a point that a replica claims, by what is recorded of its copy. Pure. */
sealed interface CopyVerdict {

    /** It is taken up. */
    record Adopt() implements CopyVerdict {}

    /** Nothing is to be done: the records have it, or its worker is about to. */
    record Known() implements CopyVerdict {}

    /** It is left alone. */
    record Refuse(Reason why) implements CopyVerdict {}

    static CopyVerdict of(Claim claim, ImageId replica, Optional<TrackedCopy> recorded) {
        if (recorded.isEmpty()) {
            return new Adopt();
        }
        TrackedCopy copy = recorded.get();
        return switch (copy.state()) {
            case PENDING, TRANSFERRING -> new Known();
            case COMPLETE, QUARANTINED -> isThere(copy, replica, claim) ? new Known() : elsewhere(claim, copy);
            case FAILED, EXPIRED, LOST -> claim.proven() ? new Adopt() : unproven(claim, copy.state());
        };
    }

    private static boolean isThere(TrackedCopy copy, ImageId replica, Claim claim) {
        ReplicaPoint place = copy.told().replica();
        return place != null && place.image().equals(replica) && place.snapshotId() == claim.snapshotId();
    }

    private static CopyVerdict elsewhere(Claim claim, TrackedCopy copy) {
        ReplicaPoint place = copy.told().replica();
        return new Refuse(new Reason(
                "POINT_ELSEWHERE",
                "snapshot " + claim.record().snapshot() + " is of point "
                        + copy.told().point() + ", which the records have "
                        + (place == null ? "nowhere" : "on image " + place.image())));
    }

    private static CopyVerdict unproven(Claim claim, CopyState state) {
        return new Refuse(
                new Reason(
                        "NOT_PROVEN",
                        "snapshot " + claim.record().snapshot() + " is of a copy that is "
                                + state.name().toLowerCase(Locale.ROOT)
                                + ", and the replica does not say that it was proven: the next run removes what is left of it"));
    }
}
