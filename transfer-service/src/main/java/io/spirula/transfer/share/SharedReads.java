package io.spirula.transfer.share;

import io.spirula.contracts.ImageId;
import io.spirula.mover.feed.Difference;
import io.spirula.mover.feed.Seat;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * Brings moves together that are about to read the same, so that each byte is read once for all of them. Only moves of this
 * instance meet, and only those that go on at the same time. Thread-safe.
 */
@Component
public final class SharedReads {

    /** How long a move that is ready waits for others of the same snapshot that are not yet. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Map<Snapshot, Meeting> meetings = new ConcurrentHashMap<>();
    private final Duration longestWait;

    private record Snapshot(ImageId image, long id) {}

    SharedReads() {
        this(LONGEST_WAIT);
    }

    SharedReads(Duration longestWait) {
        this.longestWait = longestWait;
    }

    /** A move is going to read a snapshot of an image, or to find out that it need not. To be closed when it ended. */
    public Attendance announce(ImageId image, long snapshot) {
        Snapshot key = new Snapshot(image, snapshot);
        Meeting meeting = meetings.compute(key, (same, there) -> {
            Meeting joined = there == null ? new Meeting() : there;
            joined.expect();
            return joined;
        });
        return new Attendance(key, meeting);
    }

    /** How many snapshots moves are expected for. */
    int open() {
        return meetings.size();
    }

    /** What others know of one move. Used by one thread. */
    public final class Attendance implements AutoCloseable {

        private final Snapshot snapshot;
        private final Meeting meeting;
        private boolean expected = true;

        private Attendance(Snapshot snapshot, Meeting meeting) {
            this.snapshot = snapshot;
            this.meeting = meeting;
        }

        /**
         * It knows what it needs, and begins now. Waits for all who are expected for the same snapshot to know that, too,
         * but not for long.
         *
         * @param opener begins to read for those who need the same, this one among them
         * @return a seat among them, to be closed; empty if it has to read for itself
         * @throws InterruptedException when the thread was interrupted: it has no seat then
         */
        public Optional<Seat> arrive(Difference difference, SeatOpener opener) throws InterruptedException {
            if (!expected) {
                return Optional.empty();
            }
            expected = false;
            Meeting.Part part;
            try {
                part = meeting.arrive(difference, longestWait);
            } finally {
                forgetIfOver();
            }
            return part.party().seat(part.number(), opener);
        }

        /** It does not read what others might. Does nothing once it has arrived. */
        public void excuse() {
            if (expected) {
                expected = false;
                meeting.excuse();
                forgetIfOver();
            }
        }

        private void forgetIfOver() {
            meetings.computeIfPresent(snapshot, (same, there) -> there.isOver() ? null : there);
        }

        @Override
        public void close() {
            excuse();
        }
    }
}
