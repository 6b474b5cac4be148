package io.spirula.scheduler.rebuild;

import io.spirula.contracts.event.Topic;
import io.spirula.messaging.inbox.Replay;
import io.spirula.scheduler.audit.AuditLog;
import io.spirula.scheduler.inventory.ImageStore;
import io.spirula.scheduler.point.CopyStore;
import io.spirula.scheduler.problem.ProblemCode;
import io.spirula.scheduler.problem.Refusal;
import io.spirula.scheduler.security.Caller;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Rebuilds the projections of images and copies from their compacted topics. Own tables are not touched. */
@RestController
class RebuildController {

    private final ImageStore images;
    private final CopyStore copies;
    private final Replay replay;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    RebuildController(
            ImageStore images, CopyStore copies, Replay replay, AuditLog audit, TransactionTemplate transaction) {
        this.images = images;
        this.copies = copies;
        this.replay = replay;
        this.audit = audit;
        this.transaction = transaction;
    }

    @PostMapping("/api/v1/projections/rebuild")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void rebuild(@AuthenticationPrincipal Caller caller) {
        if (!caller.actsForEverybody()) {
            throw Refusal.of(ProblemCode.FORBIDDEN, "Only an administrator of all tenants may rebuild projections");
        }
        transaction.executeWithoutResult(status -> {
            images.forgetAll();
            copies.forgetAll();
            replay.fromBeginning(Set.of(Topic.INVENTORY, Topic.COPY));
            audit.accepted(caller, caller.tenant(), "projections.rebuild", "projections", "images and copies");
        });
    }
}
