package io.spirula.scheduler.protection;

import io.spirula.contracts.LineageId;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.id.Ids;
import io.spirula.scheduler.idempotency.Idempotency;
import io.spirula.scheduler.inventory.ImageFinder;
import io.spirula.scheduler.inventory.ObservedImage;
import io.spirula.scheduler.policy.Policy;
import io.spirula.scheduler.policy.PolicyStore;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.protection.ReleaseController.ReleaseAnswer;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Lets go of an image because somebody asks who sees every policy that protects it: release takes the snapshots of all. */
@Service
class ReleaseService {

    private final ImageFinder images;
    private final ProtectionStore store;
    private final PolicyStore policies;
    private final ProtectionService protections;
    private final Tenants tenants;
    private final Idempotency idempotency;
    private final AuditLog audit;
    private final Ids ids;

    ReleaseService(
            ImageFinder images,
            ProtectionStore store,
            PolicyStore policies,
            ProtectionService protections,
            Tenants tenants,
            Idempotency idempotency,
            AuditLog audit,
            Ids ids) {
        this.images = images;
        this.store = store;
        this.policies = policies;
        this.protections = protections;
        this.tenants = tenants;
        this.idempotency = idempotency;
        this.audit = audit;
        this.ids = ids;
    }

    /**
     * @throws Refusal when the caller knows no such image, or a policy protects it that the caller does not see
     */
    @Transactional
    public ReleaseAnswer release(Caller caller, String name, @Nullable String key) {
        return idempotency.once(caller, key, "release " + name, ReleaseAnswer.class, () -> release(caller, name));
    }

    private ReleaseAnswer release(Caller caller, String name) {
        store.lockPolicies();
        ObservedImage image = images.one(name, tenants.poolsOf(caller));
        List<Protection> protecting = store.lockOfImage(image.id()).stream()
                .filter(Protection::isEffective)
                .toList();
        if (!protecting.stream().allMatch(protection -> sees(caller, protection))) {
            throw Refusal.of(
                    ProblemCode.FORBIDDEN,
                    "Image " + image.ref().text() + " is protected for another tenant too, whose snapshots a release "
                            + "would take; ask who may act for all tenants to release it");
        }
        return new ReleaseAnswer(image.ref().text(), ask(caller, image), warning(image, protecting));
    }

    private boolean sees(Caller caller, Protection protection) {
        return policies.find(protection.policy())
                .map(Policy::tenant)
                .filter(caller::sees)
                .isPresent();
    }

    private UUID ask(Caller caller, ObservedImage image) {
        UUID command = ids.next();
        protections.release(command, LineageId.mintFor(image.id()), image.id(), image.ref(), caller.name());
        audit.accepted(
                caller,
                caller.tenant(),
                "image.release",
                "image/" + image.id().text(),
                image.ref().text());
        return command;
    }

    private static @Nullable String warning(ObservedImage image, List<Protection> protecting) {
        if (protecting.isEmpty()) {
            return null;
        }
        String policies = protecting.stream().map(Protection::policy).collect(Collectors.joining(", "));
        return "Image " + image.ref().text() + " is still protected by " + policies
                + ": the next run makes snapshots on it again, and copies the whole image if no common snapshot is left."
                + " Exclude the image or pause the policy to prevent that";
    }
}
