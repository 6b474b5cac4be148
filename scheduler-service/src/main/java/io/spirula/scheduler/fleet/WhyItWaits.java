package io.spirula.scheduler.fleet;

import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.contracts.event.Reason;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells people why an image waits. Pure. */
final class WhyItWaits {

    private WhyItWaits() {}

    /**
     * @param running the run of this protection that is running; null when none is
     * @param open copies of the disk that somebody works on, or waits to
     * @param tenants of whose copies is told more than that there is one
     * @param unread topics that this service is still to read
     * @param denied topics that it is not let read
     * @return null when it waits for nothing but its schedule
     */
    static @Nullable String of(
            Policy policy,
            Protection protection,
            @Nullable Run running,
            List<Copy> open,
            Predicate<String> tenants,
            Set<String> unread,
            Set<String> denied,
            Instant now) {
        List<String> reasons = new ArrayList<>();
        if (!unread.isEmpty()) {
            reasons.add("no schedule fires before scheduler-service has read "
                    + String.join(", ", new TreeSet<>(unread)) + " (its /actuator/health says why it has not)");
        }
        if (!denied.isEmpty()) {
            reasons.add("Kafka does not let scheduler-service read " + String.join(", ", new TreeSet<>(denied))
                    + ", so what was told there is not seen (its /actuator/health names the right)");
        }
        if (policy.paused()) {
            reasons.add("policy " + policy.name() + " is paused");
        }
        protection
                .conflicts()
                .forEach(conflict -> reasons.add("target " + conflict.target().name() + " is left to policy "
                        + conflict.keptBy() + ", which is older"));
        protection
                .targets()
                .forEach(target -> open.stream()
                        .filter(copy -> copy.target().key().equals(target.key()))
                        .filter(copy -> copy.state() == CopyState.PENDING || copy.reason() != null)
                        .findFirst()
                        .ifPresent(copy -> reasons.add(describe(target, copy, tenants, now))));
        boolean noCopyYet =
                running != null && open.stream().noneMatch(copy -> copy.run().equals(running.id()));
        if (running != null && noCopyYet && open.isEmpty()) {
            reasons.add("run " + running.id() + " waits for its snapshot since " + seconds(running.startedAt(), now)
                    + " s");
        }
        return reasons.isEmpty() ? null : String.join("; ", reasons);
    }

    private static String describe(TargetRef target, Copy copy, Predicate<String> tenants, Instant now) {
        if (!tenants.test(copy.tenant())) {
            return "target " + target.name() + ": a run of another tenant is under way there";
        }
        Reason reason = copy.reason();
        return "target " + target.name() + ": the copy of run " + copy.run()
                + (copy.state() == CopyState.PENDING ? " is pending" : " is being transferred") + " since "
                + seconds(copy.requestedAt(), now) + " s" + (reason == null ? "" : ", because: " + reason.text());
    }

    private static long seconds(Instant since, Instant now) {
        return Math.max(0, Duration.between(since, now).toSeconds());
    }
}
