package io.spirula.scheduler.adoption;

import io.spirula.contracts.AdoptionId;
import io.spirula.contracts.event.AdoptionRequested;
import io.spirula.messaging.outbox.EventOutbox;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.inventory.WrittenRef;
import io.spirula.scheduler.problem.FieldProblem;
import io.spirula.scheduler.problem.GivenText;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import io.spirula.scheduler.settings.SchedulerProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Accepts adoptions: stores the order and asks for it in one transaction. */
@Service
class AdoptionService {

    /** A replica that is being written to is looked at afterwards, and a first copy can take long. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** Audited when one is asked for and when it ends. */
    static final String REQUEST = "adoption.request";

    private static final String DEFAULT_TENANT = "default";

    private final AdoptionStore adoptions;
    private final Tenants tenants;
    private final Idempotency idempotency;
    private final EventOutbox outbox;
    private final AuditLog audit;
    private final SchedulerProperties properties;
    private final Ids ids;
    private final Clock clock;

    AdoptionService(
            AdoptionStore adoptions,
            Tenants tenants,
            Idempotency idempotency,
            EventOutbox outbox,
            AuditLog audit,
            SchedulerProperties properties,
            Ids ids,
            Clock clock) {
        this.adoptions = adoptions;
        this.tenants = tenants;
        this.idempotency = idempotency;
        this.outbox = outbox;
        this.audit = audit;
        this.properties = properties;
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * @throws Refusal when the caller acts for one tenant only, or the place or the tenant cannot be meant
     */
    @Transactional
    public AdoptionView request(Caller caller, AdoptionOrder order, @Nullable String key) {
        requireEverybody(caller);
        GivenText.check("place", order.place());
        GivenText.check("tenant", order.tenant());
        UUID id = idempotency
                .once(caller, key, "adopt " + order, () -> List.of(accept(caller, order)))
                .get(0);
        return adoptions.find(id).orElseThrow(() -> new IllegalStateException("Adoption " + id + " was just stored"));
    }

    /** Whose points a place holds is not known before it was adopted. */
    static void requireEverybody(Caller caller) {
        if (!caller.actsForEverybody()) {
            throw Refusal.of(
                    ProblemCode.FORBIDDEN, "Only an administrator of all tenants may adopt what a place holds");
        }
    }

    private UUID accept(Caller caller, AdoptionOrder order) {
        PoolRef place = place(order.place());
        String tenant = order.tenant() == null ? DEFAULT_TENANT : order.tenant();
        if (!tenants.exists(tenant)) {
            throw Refusal.invalid(
                    "There is no tenant " + tenant,
                    List.of(new FieldProblem(
                            "tenant",
                            "found '" + tenant + "'",
                            tenants.names().stream().toList())));
        }
        Instant now = clock.instant();
        AdoptionRequested request = new AdoptionRequested(
                new AdoptionId(ids.next()),
                place.cluster(),
                place.pool(),
                place.namespace().isEmpty() ? null : place.namespace(),
                tenant,
                caller.name(),
                now,
                now.plus(PATIENCE));
        adoptions.insert(request);
        outbox.append(request);
        audit.accepted(
                caller, tenant, REQUEST, "adoption/" + request.adoption(), "all that " + order.place() + " holds");
        return request.adoption().value();
    }

    private PoolRef place(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw Refusal.invalid("place", "place is missing: write it as cluster/pool or cluster/pool/namespace");
        }
        PoolRef place = parse(text);
        Set<String> clusters = properties.knownClusters();
        if (!clusters.isEmpty() && !clusters.contains(place.cluster())) {
            throw Refusal.invalid(
                    "There is no configured cluster " + place.cluster(),
                    List.of(new FieldProblem(
                            "place",
                            "found cluster '" + place.cluster() + "'",
                            clusters.stream().sorted().toList())));
        }
        return place;
    }

    private static PoolRef parse(String text) {
        try {
            return WrittenRef.place(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(
                    "place",
                    "Write a place as cluster/pool or cluster/pool/namespace, each of at most "
                            + WrittenRef.LONGEST_NAME + " characters: " + text);
        }
    }
}
