package io.spirula.mover.pipeline;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of an image that are asked what differs in them, dealt out to several threads. Thread-safe. */
public interface Parts {

    /** The next one to ask; null when there is none for this thread any more. */
    @Nullable
    Range next();

    /** Hears all that differs in a part, before the thread that asked it takes another one. */
    default void asked(Range part, List<Range> chunks) {}
}
