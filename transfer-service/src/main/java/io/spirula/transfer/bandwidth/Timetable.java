package io.spirula.transfer.bandwidth;

import io.spirula.contracts.policy.BandwidthWindow;
import io.spirula.contracts.policy.Limits;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which bandwidth holds when. Pure. A window goes by what clocks in its zone show: on days on which they are changed, one
 * that lies in the hour that is left out does not come, and one in the hour that comes twice holds twice.
 */
final class Timetable {

    private Timetable() {}

    /** Bytes per second; null when they are not limited. */
    static @Nullable Long at(Limits limits, Instant now) {
        Optional<BandwidthWindow> window =
                limits.windows().stream().filter(each -> holds(each, now)).findFirst();
        return window.isPresent() ? window.get().bandwidth() : limits.bandwidth();
    }

    private static boolean holds(BandwidthWindow window, Instant now) {
        LocalTime time = now.atZone(ZoneId.of(window.zone())).toLocalTime();
        boolean begun = !time.isBefore(window.from());
        boolean over = !time.isBefore(window.to());
        return window.from().isBefore(window.to()) ? begun && !over : begun || !over;
    }
}
