package io.spirula.e2e;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** A billing system as docs/billing.md describes it: each id counts once, whatever its order; other events are not its. */
final class Bill {

    private final Set<String> counted = new HashSet<>();
    private final Map<String, BigInteger> totals = new TreeMap<>();

    void take(ToldEvent event) {
        if (!event.type().equals("io.spirula.UsageRecorded.v1") || !counted.add(event.id())) {
            return;
        }
        JsonNode usage = event.data();
        String kind = usage.get("kind").asString();
        BigInteger amount = BigInteger.valueOf(usage.get("bytes").asLong());
        if (kind.equals("kept")) {
            amount = amount.multiply(BigInteger.valueOf(Duration.between(instant(usage, "from"), instant(usage, "to"))
                    .toMillis()));
        }
        String whose =
                usage.get("tenant").asString() + " " + usage.get("lineage").asString() + " " + kind;
        totals.merge(whose, amount, BigInteger::add);
        for (String cause : Set.of("run", "restore")) {
            if (!usage.get(cause).isNull()) {
                totals.merge(kind + " " + usage.get(cause).asString(), amount, BigInteger::add);
            }
        }
    }

    Map<String, BigInteger> totals() {
        return totals;
    }

    long of(String kind, String cause) {
        return totals.getOrDefault(kind + " " + cause, BigInteger.ZERO).longValueExact();
    }

    static Instant instant(JsonNode usage, String field) {
        return Instant.parse(usage.get(field).asString());
    }
}
