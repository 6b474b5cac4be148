package io.spirula.scheduler.schedule;

import java.time.Instant;
import java.time.ZoneOffset;

/** Cron expressions as people write them: five fields, or six with seconds first. */
public final class CronText {

    private static final int MAX_LENGTH = 200;

    private CronText() {}

    /**
     * The text itself.
     *
     * @throws IllegalArgumentException when it is no cron expression, or one that never comes
     */
    public static String checked(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("a cron expression has at most " + MAX_LENGTH + " characters");
        }
        CronSlots slots;
        try {
            slots = new CronSlots(text, ZoneOffset.UTC);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "must be a cron expression of five fields (minute hour day month weekday), or six with seconds first",
                    e);
        }
        if (slots.after(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("never comes");
        }
        return text;
    }
}
