package io.spirula.mover.pipeline;

import io.spirula.mover.Throttle;
import java.time.Duration;

/** Leave to read one thing after another, asked for before buffers are taken. Used by one thread. */
public final class Leave {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Throttle throttle;
    private final Pulse pulse;
    private boolean given;

    public Leave(Throttle throttle, Pulse pulse) {
        this.throttle = throttle;
        this.pulse = pulse;
    }

    /**
     * Whether the next thing may be read; asked again it still may, until {@link #used}.
     *
     * @param mayWait waits until it may
     */
    public boolean given(long bytes, boolean mayWait) throws InterruptedException {
        while (!given) {
            given = throttle.take(bytes, mayWait ? LOOK_AGAIN : Duration.ZERO);
            if (!mayWait) {
                break;
            }
            // to be held back is no standstill
            pulse.beat();
        }
        return given;
    }

    /** It is being read. */
    public void used() {
        given = false;
    }
}
