package io.spirula.cli.output;

import java.time.Duration;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** The age of the last complete point against what is allowed: {@code {target, age, met}}. */
public final class Objective {

    private Objective() {}

    /**
     * @param holder what has a field {@code rpo}
     */
    public static Cell cell(JsonNode holder) {
        Optional<Duration> age = Fields.duration(holder, "rpo.age");
        Optional<Duration> allowed = Fields.duration(holder, "rpo.target");
        if (allowed.isEmpty()) {
            return age.map(Moments::length).map(Cell::of).orElse(Cell.empty());
        }
        String text = age.map(Moments::length).orElse("none") + " of " + Moments.length(allowed.get());
        return missed(holder) ? Cell.bad("MISSED " + text) : Cell.good("ok " + text);
    }

    /** Whether the server says that it is missed; false where none is set. */
    public static boolean missed(JsonNode holder) {
        return Fields.at(holder, "rpo.met").map(met -> !met.asBoolean(true)).orElse(false);
    }
}
