package io.spirula.messaging.kafka;

import java.time.Duration;
import org.slf4j.Logger;

/** Tells the log when something stops working, once a minute that it still does not, and when it works again. One thread. */
public final class Outage {

    private static final Duration REMINDER = Duration.ofMinutes(1);

    private final Logger log;
    private final String what;
    private boolean active;
    private long since;
    private long told;

    /**
     * @param what a stable code, what does not work, and what happens to what waits for it
     */
    public Outage(Logger log, String what) {
        this.log = log;
        this.what = what;
    }

    public void failed(Throwable cause) {
        long now = System.nanoTime();
        if (!active) {
            active = true;
            since = now;
            told = now;
            log.warn("{}; it is tried again until it works", what, cause);
        } else if (now - told >= REMINDER.toNanos()) {
            told = now;
            log.warn("{} since {}: {}", what, Duration.ofNanos(now - since), cause.toString());
        }
    }

    public void over() {
        if (active) {
            active = false;
            log.info("Works again after {}: {}", Duration.ofNanos(System.nanoTime() - since), what);
        }
    }
}
