package io.spirula.mover.commit;

import java.time.Duration;

/**
 * Keeps how far a snapshot was read back, so that another attempt can go on from there. Called by the thread that ordered
 * the read-back, which waits for it; the read-back itself goes on meanwhile.
 */
public interface ProofJournal {

    /** Nothing is kept. */
    ProofJournal NONE = new ProofJournal() {
        @Override
        public Duration interval() {
            return Duration.ofDays(1);
        }

        @Override
        public long proven(long snapshotId) {
            return 0;
        }

        @Override
        public void proven(long snapshotId, long chunks) {}
    };

    /** How long to wait after one call before the next. */
    Duration interval();

    /** How many chunks, the first of those that were moved, were found right in that very snapshot. */
    long proven(long snapshotId);

    /** Hears how many they are by now. */
    void proven(long snapshotId, long chunks);
}
