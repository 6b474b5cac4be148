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
        Optional<JsonNode> rpo = Fields.at(holder, "rpo");
        if (rpo.isEmpty()) {
            return Cell.empty();
        }
        String age = Fields.duration(rpo.get(), "age").map(Moments::length).orElse("no point");
        Optional<Duration> allowed = Fields.duration(rpo.get(), "target");
        if (allowed.isEmpty()) {
            return Cell.of(age);
        }
        String text = age + " of " + Moments.length(allowed.get());
        return missed(holder) ? Cell.bad("MISSED " + text) : Cell.good("ok " + text);
    }

    /** Whether the server says that it is missed; false where none is set. */
    public static boolean missed(JsonNode holder) {
        return Fields.at(holder, "rpo.met").map(met -> !met.asBoolean(true)).orElse(false);
    }
}
