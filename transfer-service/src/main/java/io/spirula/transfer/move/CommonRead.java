package io.spirula.transfer.move;

import io.spirula.contracts.event.Copy;
import io.spirula.mover.MoveFailedException;
import io.spirula.mover.feed.Difference;
import io.spirula.mover.feed.Feed;
import io.spirula.mover.feed.Seat;
import io.spirula.mover.move.MoveRequest;
import io.spirula.transfer.share.SharedReads;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the source of one copy read together with copies of the same snapshot on other targets, where that can be. */
final class CommonRead implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommonRead.class);

    private final Copy copy;
    private final MoveTools tools;
    private final SharedReads.Attendance attendance;

    CommonRead(Copy copy, MoveTools tools) {
        this.copy = copy;
        this.tools = tools;
        this.attendance = tools.sharedReads().announce(copy.source(), copy.sourceSnapshotId());
    }

    /** Nothing of it is going to be read, or not what others read: they need not wait. */
    void excuse() {
        attendance.excuse();
    }

    /** The move, fed if others need the same; waits for those that are about to begin, too. */
    MoveRequest join(MoveRequest request) {
        Optional<Difference> shareable = request.shareable();
        if (shareable.isEmpty()) {
            attendance.excuse();
            return request;
        }
        Optional<Seat> seat = seat(shareable.get());
        try {
            return seat.map(request::fedAt).orElse(request);
        } catch (RuntimeException | Error e) {
            seat.ifPresent(Seat::close);
            throw e;
        }
    }

    private Optional<Seat> seat(Difference difference) {
        try {
            Optional<Seat> seat = attendance.arrive(difference, seats -> open(difference, seats));
            if (seat.isPresent()) {
                LOG.debug("copy={} is read together with others: {}", copy.id(), difference);
                tools.meters().shared(copy.ref().cluster());
            }
            return seat;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MoveFailedException.cancelled();
        }
    }

    /** Should it fail, each copy finds out for itself what is wrong with the source. */
    private List<Seat> open(Difference difference, int seats) {
        try {
            FeedSide side = FeedSide.open(tools.clusters(), copy);
            try {
                return Feed.open(
                        side, difference.base(), seats, tools.properties().limits());
            } catch (RuntimeException | Error e) {
                side.close();
                throw e;
            }
        } catch (RuntimeException e) {
            LOG.warn("copy={} {} copies cannot be read together: {}", copy.id(), seats, e.getMessage());
            return List.of();
        }
    }

    /** Does nothing a second time. */
    @Override
    public void close() {
        attendance.close();
    }
}
