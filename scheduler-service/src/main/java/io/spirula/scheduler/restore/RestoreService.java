package io.spirula.scheduler.restore;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.LineageId;
import io.spirula.contracts.RestoreId;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.ReplicaPoint;
import io.spirula.contracts.event.RestoreCancelRequested;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.point.Disk;
import io.spirula.scheduler.point.DiskFinder;
import io.spirula.scheduler.point.Point;
import io.spirula.scheduler.point.PointChoice;
import io.spirula.scheduler.point.PointQueries;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Accepts restores: resolves what is to be read, then stores the command and asks for it in one transaction. */
@Service
class RestoreService {

    /** The audited action: a restore is asked for, and ends. */
    static final String REQUEST = "restore.request";

    private final RestoreStore restores;
    private final Destinations destinations;
    private final DiskFinder disks;
    private final PointQueries points;
    private final Idempotency idempotency;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final SchedulerProperties properties;
    private final Ids ids;
    private final Clock clock;

    RestoreService(
            RestoreStore restores,
            Destinations destinations,
            DiskFinder disks,
            PointQueries points,
            Idempotency idempotency,
            EventOutbox outbox,
            AuditLog audit,
            SchedulerProperties properties,
            Ids ids,
            Clock clock) {
        this.restores = restores;
        this.destinations = destinations;
        this.disks = disks;
        this.points = points;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.audit = audit;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @throws Refusal when there is nothing to restore from, the destination cannot take it, or a text is too long
     */
    @Transactional
    public Restore request(Caller caller, RestoreOrder order, @Nullable String key) {
        order.checkTexts();
        UUID id = idempotency
                .once(caller, key, "restore " + order, () -> List.of(accept(caller, order)))
                .get(0);
        return restores.find(id).orElseThrow(() -> new IllegalStateException("Restore " + id + " was just stored"));
    }

    /**
     * Asks for a restore to be given up. Whether that is not too late only restore-service knows.
     *
     * @throws Refusal when there is none, or it has ended
     */
    @Transactional
    public Restore cancel(Caller caller, UUID id) {
        Restore restore = visible(caller, id);
        if (restores.askToCancel(id, caller.name())) {
            outbox.append(new RestoreCancelRequested(restore.id(), restore.lineage(), caller.name(), clock.instant()));
            audit.accepted(caller, restore.tenant(), "restore.cancel", "restore/" + id, restore.destination());
        }
        Restore now = visible(caller, id);
        if (now.state().ended()) {
            throw Refusal.of(ProblemCode.ENDED, "Restore " + id + tooLate(now));
        }
        return now;
    }

    /**
     * @throws Refusal when the caller may not see one with this id
     */
    @Transactional(readOnly = true)
    public Restore visible(Caller caller, UUID id) {
        return restores.find(id)
                .filter(found -> caller.sees(found.tenant()))
                .orElseThrow(() -> Refusal.of(ProblemCode.NOT_FOUND, "There is no restore " + id));
    }

    private static String tooLate(Restore restore) {
        if (restore.state() != RestoreState.COMPLETED) {
            return " is " + restore.state().name().toLowerCase(Locale.ROOT)
                    + " already and cannot be cancelled any more";
        }
        return " is completed and cannot be cancelled any more: image " + restore.destination() + " is in place"
                + (restore.instant() && restore.flattenedAt() == null
                        ? " and usable, and is only made independent of its replica"
                        : "")
                + "; remove it yourself if nobody needs it";
    }

    private UUID accept(Caller caller, RestoreOrder order) {
        String image = required(order.image(), "image");
        if (order.point() != null && order.at() != null) {
            throw Refusal.invalid("at", "Either point or at can be given, not both");
        }
        ImageRef destination = destinations.checked(caller, required(order.to(), "to"));
        Point point = point(caller, image, order);
        Copy copy = PointChoice.copy(point, order.from(), destination.cluster());
        if (order.wantsInstant() && !copy.target().cluster().equals(destination.cluster())) {
            throw Refusal.of(
                    ProblemCode.DESTINATION_REFUSED,
                    "An instant restore makes a clone, which must be on the cluster of the copy: "
                            + copy.target().cluster() + ", not " + destination.cluster());
        }
        ReplicaPoint replica = Objects.requireNonNull(copy.replica(), "a complete copy has a replica");
        Instant now = clock.instant();
        RestoreRequested request = new RestoreRequested(
                new RestoreId(ids.next()),
                point.lineage(),
                point.id(),
                copy.id(),
                point.ref(),
                replica,
                point.snapshot(),
                point.size(),
                destination,
                order.wantsInstant(),
                point.tenant(),
                caller.name(),
                now,
                now.plus(properties.restore().deadline()),
                order.acceptsOtherDigest());
        restores.insert(request, point.time());
        outbox.append(request);
        audit.accepted(
                caller,
                point.tenant(),
                REQUEST,
                "restore/" + request.restore(),
                point.ref().text() + " at " + point.time() + " to " + destination.text()
                        + (order.acceptsOtherDigest() ? ", accepting another digest than was recorded" : ""));
        return request.restore().value();
    }

    /** A point that is named is looked for under every disk that had the name; else only the present one counts. */
    private Point point(Caller caller, String image, RestoreOrder order) {
        Disk disk = disks.find(caller, image);
        String name = order.point();
        if (name != null) {
            return PointChoice.named(image, points.of(caller, disk.all()), name);
        }
        List<LineageId> meant = disk.current().map(List::of).orElse(disk.earlier());
        List<Point> found = points.of(caller, meant);
        if (disk.current().isPresent() && found.isEmpty() && !disk.earlier().isEmpty()) {
            throw Refusal.of(
                    ProblemCode.NO_COPY,
                    "The image that is called " + image + " now has no points; an earlier image of that name has: name "
                            + "one of its points, or its lineage " + join(disk.earlier()));
        }
        if (meant.size() > 1) {
            throw Refusal.of(
                    ProblemCode.AMBIGUOUS,
                    "Several images that are gone were called " + image + ": name a point, or one of the lineages "
                            + join(meant));
        }
        return PointChoice.newest(image, found, order.at());
    }

    private static String join(List<LineageId> lineages) {
        return lineages.stream().map(LineageId::toString).collect(Collectors.joining(", "));
    }

    private static String required(@Nullable String value, String field) {
        if (value == null || value.isBlank()) {
            throw Refusal.invalid(field, field + " is missing");
        }
        return value;
    }
}
