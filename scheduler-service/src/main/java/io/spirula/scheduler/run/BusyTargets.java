package io.spirula.scheduler.run;

import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Tells people why targets are busy. Pure. */
public final class BusyTargets {

    private static final String OF_ANOTHER_TENANT = "a run of another tenant is under way there";

    private BusyTargets() {}

    /**
     * Why a target is busy, by its key; the oldest run counts.
     *
     * @param seen the tenants of whose runs may be told more than that there is one
     */
    public static Map<String, String> why(List<RunTarget> busy, Predicate<String> seen) {
        Map<String, String> why = new LinkedHashMap<>();
        busy.forEach(target -> why.putIfAbsent(
                target.target().key(), seen.test(target.tenant()) ? describe(target) : OF_ANOTHER_TENANT));
        return why;
    }

    private static String describe(RunTarget target) {
        Copy copy = target.copy();
        if (copy == null) {
            return "run " + target.run() + " has no copy yet; see whether snapshot-service and transfer-service run,"
                    + " or let go of its snapshot: spirula release IMAGE";
        }
        Reason reason = copy.reason();
        String state = copy.state() == CopyState.PENDING ? "is pending" : "is being transferred";
        return "the copy of run " + target.run() + " " + state + " since " + copy.requestedAt()
                + (reason == null ? "" : ", because: " + reason.text());
    }
}
