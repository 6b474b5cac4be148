package io.spirula.restore.work;

import io.spirula.contracts.event.LeaseGranted;
import io.spirula.mover.digest.PointDigest;
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
     * @throws RestoreRefusedException if the copy is not what it was
     */
    void require(PointDigest found) {
        if (digest != null && !digest.equals(found.toString())) {
            throw new RestoreRefusedException(
                    "DIGEST_DIFFERS",
                    "the image equals snapshot " + grant.snapshot() + " of replica "
                            + grant.replica().ref() + " but has the digest " + found + ", and " + digest
                            + " was recorded when that copy was made: it, or an older copy of"
                            + " the same replica, is not what it was; restore this point from another target, or another"
                            + " point, or with --instant, where nothing is checked, to look at what is there, and look"
                            + " after the replica with spirula verify");
        }
    }
}
