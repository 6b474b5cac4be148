package io.spirula.messaging.history;

import java.time.Instant;

/** Things of one kind that come to an end. Every bean of this kind is asked now and then to forget them. */
public interface Ended {

    /** What they are called, for people. */
    String name();

    /**
     * Forgets some of those that ended before the moment and that nothing needs any more, in the current transaction. That it
     * ended must be all that anybody still knows of such a thing: whoever tells of it again finds it unknown.
     *
     * @param limit how many at most
     * @return how many; as many as the limit when there may be more
     */
    int forget(Instant before, int limit);
}
