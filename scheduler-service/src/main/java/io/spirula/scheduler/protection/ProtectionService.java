package io.spirula.scheduler.protection;

import io.spirula.contracts.DerivedId;
import io.spirula.contracts.ImageId;
import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.event.Reason;
import io.spirula.contracts.event.ReleaseRequested;
import io.spirula.messaging.catchup.CatchUp;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.inventory.ImageChanges;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyConflict;
import io.spirula.scheduler.policy.PolicyEffects;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.run.RunService;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.selection.Selector;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps protections as policies and images want them, and lets go of images that no policy selects any more, and of
 * targets to which none copies an image any more. An image that is
 * not known, as while the inventory is read again, is no image that is gone: its protections stay. As long as policies or
 * images may be older than what was told of them, nothing follows from them; {@link CaughtUpReview} makes up for it.
 */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class ProtectionService implements PolicyEffects, ImageChanges {

    private final ProtectionStore protections;
    private final PolicyStore policies;
    private final ImageStore images;
    private final RunService runs;
    private final Tenants tenants;
    private final EventOutbox outbox;
    private final CatchUp catchUp;
    private final Ids ids;
    private final Clock clock;

    public ProtectionService(
            ProtectionStore protections,
            PolicyStore policies,
            ImageStore images,
            RunService runs,
            Tenants tenants,
            EventOutbox outbox,
            CatchUp catchUp,
            Ids ids,
            Clock clock) {
        this.protections = protections;
        this.policies = policies;
        this.images = images;
        this.runs = runs;
        this.tenants = tenants;
        this.outbox = outbox;
        this.catchUp = catchUp;
        this.ids = ids;
        this.clock = clock;
    }

    @Override
    public void lock() {
        protections.lockAll();
    }

    @Override
    public void changed(ObservedImage image) {
        if (!catchUp.isComplete()) {
            return;
        }
        protections.lockPolicies();
        judge(coverage(), image, protections.lockOfImage(image.id()), clock.instant());
    }

    @Override
    public void policiesChanged() {
        if (!catchUp.isComplete()) {
            return;
        }
        Coverage coverage = coverage();
        Instant now = clock.instant();
        Map<ImageId, List<Protection>> before =
                protections.lockEach().stream().collect(Collectors.groupingBy(Protection::image));
        Map<ImageId, ObservedImage> known =
                images.all().stream().collect(Collectors.toMap(ObservedImage::id, Function.identity()));
        known.values().forEach(image -> judge(coverage, image, before.getOrDefault(image.id(), List.of()), now));
        before.forEach((image, rows) -> {
            if (!known.containsKey(image)) {
                replace(
                        rows,
                        rows.stream().filter(row -> coverage.has(row.policy())).toList());
            }
        });
    }

    private void judge(Coverage coverage, ObservedImage image, List<Protection> before, Instant now) {
        Map<String, Protection> byPolicy =
                before.stream().collect(Collectors.toMap(Protection::policy, Function.identity()));
        replace(before, coverage.of(image, byPolicy, now));
    }

    private void replace(List<Protection> before, List<Protection> after) {
        List<String> known = before.stream().map(Protection::policy).toList();
        after.stream()
                .filter(row -> !before.contains(row))
                .map(row ->
                        known.contains(row.policy()) ? row : row.notBefore(protections.lastRun(row), clock.instant()))
                .forEach(protections::save);
        List<String> staying = after.stream().map(Protection::policy).toList();
        before.stream().filter(row -> !staying.contains(row.policy())).forEach(protections::delete);
        before.stream()
                .filter(Protection::isEffective)
                .findFirst()
                .ifPresent(was -> letGo(was, LostTargets.between(before, after), after));
    }

    private void letGo(Protection was, List<TargetRef> lost, List<Protection> after) {
        if (after.stream().noneMatch(Protection::isEffective)) {
            release(
                    ids.next(),
                    was.lineage(),
                    was.image(),
                    was.ref(),
                    "no policy selects the image any more; policy " + was.policy() + " did");
        } else if (!lost.isEmpty()) {
            outbox.append(new ReleaseRequested(
                    ids.next(),
                    was.lineage(),
                    was.image(),
                    was.ref(),
                    "no policy copies the image to these targets any more",
                    clock.instant(),
                    lost));
        }
    }

    /**
     * Asks for the removal of all our snapshots from a source image. Its running runs are cancelled, for they would lose
     * what they read. Copies stay.
     */
    public void release(UUID command, LineageId lineage, ImageId image, ImageRef ref, String requestedBy) {
        runs.cancelAll(
                lineage,
                requestedBy,
                new Reason("RELEASED", "The image " + ref.text() + " was released: " + requestedBy));
        outbox.append(ReleaseRequested.ofAll(command, lineage, image, ref, requestedBy, clock.instant()));
    }

    /** Asks for its removal, unless its disk is protected. */
    void releaseStraggler(Straggler straggler) {
        if (!protects(straggler.lineage())) {
            release(
                    DerivedId.of("straggler", straggler.point().toString()),
                    straggler.lineage(),
                    straggler.image(),
                    straggler.ref(),
                    "a snapshot was made after the image was released");
        }
    }

    boolean protects(LineageId lineage) {
        return protections.protects(lineage);
    }

    @Override
    public Optional<PolicyConflict> conflictOf(Policy candidate) {
        return coverage()
                .conflictOf(
                        candidate,
                        new Selector(candidate.spec().source(), tenants.poolsOf(candidate.tenant())),
                        images.all());
    }

    @Override
    public List<String> warningsOf(Policy policy) {
        return PolicyWarnings.of(policy, images.all(), tenants.poolsOf(policy.tenant()));
    }

    @Override
    @Transactional(readOnly = true)
    public Map<String, PolicyUse> uses() {
        return protections.all().stream()
                .collect(Collectors.groupingBy(
                        Protection::policy, Collectors.collectingAndThen(Collectors.toList(), ProtectionService::use)));
    }

    private static PolicyUse use(List<Protection> rows) {
        List<String> conflicts = rows.stream()
                .flatMap(row -> row.conflicts().stream()
                        .map(conflict -> "image " + row.ref().text() + " is copied to target "
                                + conflict.target().key() + " by policy " + conflict.keptBy() + ", which is older"))
                .toList();
        return new PolicyUse(
                (int) rows.stream().filter(Protection::isEffective).count(),
                conflicts,
                rows.stream()
                        .flatMap(row -> Stream.ofNullable(row.nextDue()))
                        .min(Instant::compareTo)
                        .orElse(null));
    }

    private Coverage coverage() {
        return new Coverage(policies.all(), tenants::allows);
    }
}
