package io.spirula.restore.work;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.mover.digest.PointDigest;
import io.spirula.restore.command.Restore;
import org.jspecify.annotations.Nullable;

/**
 * What a copy should hold by what was recorded when it was made.
 *
 * @param grant names the copy
 * @param digest null where none was recorded
 */
record RecordedDigest(LeaseGranted grant, @Nullable String digest) {

    static RecordedDigest of(LeaseGranted grant) {
        return new RecordedDigest(grant, grant.digest());
    }

    boolean isKnown() {
        return digest != null;
    }

    /**
     * @param found of the image, which equals the copy
     * @param anyAccepted whether the image is wanted all the same
     * @return what is accepted; null where nothing speaks against the image
     * @throws RestoreRefusedException if the copy is not what it was
     */
    @Nullable
    PointDigest accept(PointDigest found, boolean anyAccepted) {
        if (digest == null || digest.equals(found.toString())) {
            return null;
        }
        if (anyAccepted) {
            return found;
        }
        throw new RestoreRefusedException(
                Restore.DIGEST_DIFFERS,
                "the image equals snapshot " + grant.snapshot() + " of replica "
                        + grant.replica().ref() + " but has the digest " + found + ", and " + digest
                        + " was recorded when that copy was made: it, or an older copy of"
                        + " the same replica, is not what it was. If it is of the replica in use, that is compared with its source now,"
                        + " where both still have a snapshot in common (spirula verify): a copy that is wrong is put out of use, a"
                        + " digest that is wrong is corrected. Restore this point from another target,"
                        + " or another point; or take what is there: --accept-other-digest (acceptOtherDigest in the API),"
                        + " or --instant, where nothing is checked");
    }
}
