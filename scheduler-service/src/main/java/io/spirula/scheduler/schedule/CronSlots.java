package io.spirula.scheduler.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The moments of a cron expression in a zone. Where clocks are put forward, a time that the day lacks comes as much
 * later as the gap is wide instead of never. Where they are put back, a time of fixed hours comes once, the first time; one of
 * every hour comes in both.
 */
final class CronSlots implements Slots {

    private final CronExpression cron;
    private final ZoneId zone;
    private final boolean everyHour;

    /**
     * @param cron five or six fields
     * @throws IllegalArgumentException when it is no cron expression
     */
    CronSlots(String cron, ZoneId zone) {
        String[] fields = cron.strip().split("\\s+");
        boolean fiveFields = fields.length == 5;
        this.cron = CronExpression.parse(fiveFields ? "0 " + cron.strip() : cron.strip());
        this.zone = zone;
        this.everyHour = fields.length >= 5 && fields[fiveFields ? 1 : 2].startsWith("*");
    }

    @Override
    public Optional<Instant> after(Instant moment) {
        return Stream.of(onTheClock(moment), inTheGap(moment))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> onTheClock(Instant moment) {
        @Nullable ZonedDateTime next = cron.next(moment.atZone(zone));
        while (next != null && !everyHour && isRepeated(next)) {
            next = cron.next(next);
        }
        return Optional.ofNullable(next).map(ZonedDateTime::toInstant);
    }

    private static boolean isRepeated(ZonedDateTime time) {
        return !time.equals(time.withEarlierOffsetAtOverlap());
    }

    /** Times inside the gap of a transition: {@link CronExpression} passes over them, and over the day with them. */
    private Optional<Instant> inTheGap(Instant moment) {
        @Nullable ZoneOffsetTransition before = zone.getRules().previousTransition(moment.plusNanos(1));
        return Stream.of(
                        before == null ? Optional.<Instant>empty() : shifted(before, moment),
                        Optional.ofNullable(zone.getRules().nextTransition(moment))
                                .flatMap(next -> shifted(next, moment)))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> shifted(ZoneOffsetTransition transition, Instant moment) {
        if (!transition.isGap()) {
            return Optional.empty();
        }
        @Nullable LocalDateTime time = cron.next(transition.getDateTimeBefore().minusNanos(1));
        while (time != null && time.isBefore(transition.getDateTimeAfter())) {
            Instant shifted = time.toInstant(transition.getOffsetBefore());
            if (shifted.isAfter(moment)) {
                return Optional.of(shifted);
            }
            time = cron.next(time);
        }
        return Optional.empty();
    }
}
