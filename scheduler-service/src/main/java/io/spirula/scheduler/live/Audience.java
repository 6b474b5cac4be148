package io.spirula.scheduler.live;

import io.spirula.contracts.ImageRef;
import io.spirula.contracts.event.BackupRequested;
import io.spirula.contracts.event.Copy;
import io.spirula.contracts.event.CopyChanged;
import io.spirula.contracts.event.CopyCompleted;
import io.spirula.contracts.event.CopyFailed;
import io.spirula.contracts.event.CopyLost;
import io.spirula.contracts.event.CopyPruned;
import io.spirula.contracts.event.CopyQuarantined;
import io.spirula.contracts.event.Event;
import io.spirula.contracts.event.PolicyChanged;
import io.spirula.contracts.event.PolicyDeleted;
import io.spirula.contracts.event.RestoreRequested;
import io.spirula.contracts.event.SnapshotCreated;
import io.spirula.contracts.event.UsageRecorded;
import io.spirula.scheduler.inventory.PoolRef;
import io.spirula.scheduler.security.Caller;
import io.spirula.scheduler.security.Tenants;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Who may see which event: a tenant sees its own policies and what is about images in its pools, unless the event says
 * that it is another tenant's, for pools may be shared. What cannot be told to belong to somebody is seen only by who sees
 * everything.
 */
@Component
class Audience {

    private final Tenants tenants;

    Audience(Tenants tenants) {
        this.tenants = tenants;
    }

    boolean sees(Caller caller, Event event) {
        if (caller.actsForEverybody()) {
            return true;
        }
        if (event instanceof PolicyChanged changed) {
            return caller.sees(changed.tenant());
        }
        if (event instanceof PolicyDeleted deleted) {
            return caller.sees(deleted.tenant());
        }
        ImageRef subject = event.subject();
        return tenantOf(event).map(caller::sees).orElse(true)
                && subject != null
                && tenants.allows(caller.tenant(), PoolRef.of(subject));
    }

    private static Optional<String> tenantOf(Event event) {
        if (event instanceof BackupRequested requested) {
            return Optional.of(requested.tenant());
        }
        if (event instanceof SnapshotCreated created) {
            return Optional.of(created.tenant());
        }
        if (event instanceof RestoreRequested requested) {
            return Optional.of(requested.tenant());
        }
        if (event instanceof UsageRecorded recorded) {
            return Optional.of(recorded.tenant());
        }
        return copyIn(event).map(Copy::tenant);
    }

    private static Optional<Copy> copyIn(Event event) {
        if (event instanceof CopyChanged changed) {
            return Optional.of(changed.copy());
        }
        if (event instanceof CopyCompleted completed) {
            return Optional.of(completed.copy());
        }
        if (event instanceof CopyFailed failed) {
            return Optional.of(failed.copy());
        }
        if (event instanceof CopyLost lost) {
            return Optional.of(lost.copy());
        }
        if (event instanceof CopyPruned pruned) {
            return Optional.of(pruned.copy());
        }
        if (event instanceof CopyQuarantined quarantined) {
            return Optional.of(quarantined.copy());
        }
        return Optional.empty();
    }
}
