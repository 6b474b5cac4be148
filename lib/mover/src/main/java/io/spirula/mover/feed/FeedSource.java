package io.spirula.mover.feed;

import io.spirula.rbd.RbdImage;

/** A source for a feed alone, which outlives each of the moves that it feeds. */
public interface FeedSource extends AutoCloseable {

    /** Set to the end snapshot, with a watch. */
    RbdImage image();

    /** Called once, by a thread of the feed, when nothing is read any more. Must not throw. */
    @Override
    void close();
}
