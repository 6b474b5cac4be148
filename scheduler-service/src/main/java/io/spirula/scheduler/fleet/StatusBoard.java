package io.spirula.scheduler.fleet;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyState;
import io.spirula.scheduler.fleet.StatusView.LastPoint;
import io.spirula.scheduler.fleet.StatusView.LastRun;
import io.spirula.scheduler.fleet.StatusView.Row;
import io.spirula.scheduler.fleet.StatusView.Running;
import io.spirula.scheduler.fleet.StatusView.Target;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.progress.Progress;
import io.spirula.scheduler.protection.Protection;
import io.spirula.scheduler.run.Run;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes the status of a fleet from its state. Pure. */
final class StatusBoard {

    private final FleetState state;
    private final Predicate<String> tenants;
    private final Map<String, Copy> newest = new HashMap<>();

    /**
     * @param tenants whose policies are shown, and of whose work is told
     */
    StatusBoard(FleetState state, Predicate<String> tenants) {
        this.state = state;
        this.tenants = tenants;
        state.newestComplete().forEach(copy -> newest.put(key(copy.lineage(), copy.target(), copy.tenant()), copy));
    }

    StatusView status(Predicate<Policy> shown) {
        List<Row> rows = state.protections().stream()
                .flatMap(
                        protection -> state
                                .policy(protection.policy())
                                .filter(policy -> tenants.test(policy.tenant()))
                                .filter(shown)
                                .stream()
                                .map(policy -> row(policy, protection)))
                .toList();
        return new StatusView(state.at(), rows.stream().allMatch(Row::healthy), rows);
    }

    Health health(Policy policy, Protection protection) {
        return Health.of(
                policy.spec().objectives().rpo(),
                protection.targets().stream()
                        .map(target -> newest(policy, protection, target).map(Copy::pointTime))
                        .toList(),
                state.at());
    }

    private Row row(Policy policy, Protection protection) {
        List<Copy> open = state.openOf(protection.lineage());
        Optional<Run> running = state.running().stream()
                .filter(run -> FleetState.belongs(run, protection))
                .findFirst();
        Optional<Run> last = state.lastEnded().stream()
                .filter(run -> FleetState.belongs(run, protection))
                .findFirst();
        return new Row(
                protection.ref().text(),
                protection.image().text(),
                protection.lineage().value(),
                policy.name(),
                protection.targets().stream()
                        .map(target -> target(policy, protection, target, open))
                        .toList(),
                health(policy, protection),
                running.map(run -> running(run, open)).orElse(null),
                WhyItWaits.of(
                        policy,
                        protection,
                        running.orElse(null),
                        open,
                        tenants,
                        state.unread(),
                        state.denied(),
                        state.at()),
                last.map(LastRun::of).orElse(null),
                protection.nextDue());
    }

    private Target target(Policy policy, Protection protection, TargetRef target, List<Copy> open) {
        Optional<Copy> last = newest(policy, protection, target);
        String working = open.stream()
                .filter(copy -> copy.target().key().equals(target.key()))
                .findFirst()
                .map(copy -> copy.state().name().toLowerCase(Locale.ROOT))
                .orElse(last.isPresent() ? "complete" : "none");
        return new Target(
                target.name(),
                target.key(),
                working,
                last.map(LastPoint::of).orElse(null),
                last.map(copy -> Duration.between(copy.pointTime(), state.at())).orElse(null));
    }

    private Running running(Run run, List<Copy> open) {
        Optional<Copy> copy =
                open.stream().filter(one -> one.run().equals(run.id())).findFirst();
        if (copy.isEmpty()) {
            return Running.in(run.id().value(), "snapshot");
        }
        @Nullable Progress progress = state.progress().get(copy.get().id().value());
        if (progress == null || copy.get().state() == CopyState.PENDING) {
            return Running.in(run.id().value(), copy.get().state().name().toLowerCase(Locale.ROOT));
        }
        return new Running(
                run.id().value(),
                progress.phase(),
                progress.bytesDone(),
                progress.bytesTotal(),
                progress.bytesKnown(),
                progress.bytesPerSecond(),
                progress.secondsLeft());
    }

    /** What another tenant copied to the same target is no point of this policy's. */
    private Optional<Copy> newest(Policy policy, Protection protection, TargetRef target) {
        return Optional.ofNullable(newest.get(key(protection.lineage(), target, policy.tenant())));
    }

    private static String key(LineageId lineage, TargetRef target, String tenant) {
        return lineage + ">" + target.key() + ">" + tenant;
    }
}
