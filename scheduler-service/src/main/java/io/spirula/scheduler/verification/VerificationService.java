package io.spirula.scheduler.verification;

import io.spirula.contracts.LineageId;
import io.spirula.contracts.TargetRef;
import io.spirula.contracts.VerificationId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.VerificationRequested;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.point.Disk;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.point.PointQueries;
import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Accepts verifications: stores one for each target and asks for it, all in one transaction. */
@Service
class VerificationService {

    /** Audited when one is asked for and when it ends. */
    static final String REQUEST = "verification.request";

    /** All of the largest images is to be read by then, between the copies that come first. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private final VerificationStore verifications;
    private final DiskFinder disks;
    private final PointQueries points;
    private final Idempotency idempotency;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final Ids ids;
    private final Clock clock;

    VerificationService(
            VerificationStore verifications,
            DiskFinder disks,
            PointQueries points,
            Idempotency idempotency,
            EventOutbox outbox,
            AuditLog audit,
            Ids ids,
            Clock clock) {
        this.verifications = verifications;
        this.disks = disks;
        this.points = points;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.audit = audit;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @throws Refusal when the caller sees no such image, or no target holds a complete copy of it
     */
    @Transactional
    public List<VerificationView> request(Caller caller, VerificationOrder order, @Nullable String key) {
        GivenText.check("image", order.image());
        GivenText.check("target", order.target());
        return idempotency.once(caller, key, "verify " + order, () -> accept(caller, order)).stream()
                .map(id -> verifications
                        .find(id)
                        .orElseThrow(() -> new IllegalStateException("Verification " + id + " was just stored")))
                .toList();
    }

    private List<UUID> accept(Caller caller, VerificationOrder order) {
        String image = order.image();
        if (image == null || image.isBlank()) {
            throw Refusal.invalid("image", "image is missing");
        }
        Collection<Copy> newest = newestOfTargets(caller, image);
        List<Copy> chosen = newest.stream()
                .filter(copy -> order.target() == null || isCalled(copy.target(), order.target()))
                .toList();
        if (chosen.isEmpty()) {
            throw Refusal.of(
                    ProblemCode.NO_COPY,
                    "Image " + image + " has no complete copy"
                            + (order.target() == null ? "" : " on target " + order.target())
                            + (newest.isEmpty()
                                    ? "; see what is there with: spirula points"
                                    : "; it has some on "
                                            + newest.stream()
                                                    .map(copy -> PoolRef.of(copy.target())
                                                            .text())
                                                    .collect(Collectors.joining(", "))));
        }
        return chosen.stream().map(copy -> accept(caller, copy)).toList();
    }

    private UUID accept(Caller caller, Copy copy) {
        Instant now = clock.instant();
        VerificationRequested request = new VerificationRequested(
                new VerificationId(ids.next()),
                copy.lineage(),
                copy.ref(),
                copy.target(),
                copy.tenant(),
                caller.name(),
                now,
                now.plus(PATIENCE));
        verifications.insert(request);
        outbox.append(request);
        audit.accepted(
                caller,
                copy.tenant(),
                REQUEST,
                "verification/" + request.verification(),
                copy.ref().text() + " on " + PoolRef.of(copy.target()).text());
        return request.verification().value();
    }

    /** Of the disk that the name means now; of one that is gone only where there is no doubt. */
    private Collection<Copy> newestOfTargets(Caller caller, String image) {
        Disk disk = disks.find(caller, image);
        List<LineageId> meant = disk.current().map(List::of).orElse(disk.earlier());
        if (meant.size() > 1) {
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    "Several images that are gone were called " + image + ": name one of the lineages "
                            + meant.stream().map(LineageId::toString).collect(Collectors.joining(", ")));
        }
        Map<String, Copy> byTarget = new LinkedHashMap<>();
        points.of(caller, meant).stream()
                .flatMap(point -> point.complete().stream())
                .forEach(copy -> byTarget.putIfAbsent(copy.target().key(), copy));
        return byTarget.values();
    }

    private static boolean isCalled(TargetRef target, String text) {
        return target.name().equals(text)
                || target.key().equals(text)
                || PoolRef.of(target).text().equals(text);
    }
}
